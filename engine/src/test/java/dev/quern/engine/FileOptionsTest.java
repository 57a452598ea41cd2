package dev.quern.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options of read_csv and of external tables, as people write them. */
class FileOptionsTest {
  private static Engine engine;

  @TempDir private Path folder;
  private Session session;

  @BeforeAll
  static void open() {
    engine = Engine.open(Settings.defaults().with("scheduler", "threads").with("threads", "2"));
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @BeforeEach
  void openSession() {
    session = engine.openSession(folder);
  }

  private List<String> run(String sql) {
    return SqlRun.rows(session, sql);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void fileNamesAreAColumnThatPrunes() throws IOException {
    write("d/a.csv", "n\n1\n");
    write("d/b.csv", "n\n2\n");
    assertEquals(
        List.of("1|d/a.csv", "2|d/b.csv"),
        run("SELECT * FROM read_csv('d/*.csv', filename => true) ORDER BY n"));
    assertEquals(
        List.of("2|d/b.csv"),
        run("SELECT * FROM read_csv('d', filename => 'source') WHERE source LIKE '%b.csv'"));
    String plan =
        String.join(
            "\n",
            run(
                "EXPLAIN SELECT n FROM read_csv('d', filename => true) WHERE filename = 'd/a.csv'"));
    assertTrue(plan.contains("files: 1 of 2"), plan);
    run("COPY (SELECT 7 AS n) TO 'p.parquet'");
    assertEquals(
        List.of("7|p.parquet"), run("SELECT * FROM read_parquet('p.parquet', filename => true)"));
  }

  @Test
  void foldersAreOnlyNamesIfAsked() throws IOException {
    write("h/n=5/a.csv", "n,s\n1,x\n");
    write("h/m=6/a.csv", "n,s\n2,y\n");
    assertEquals(
        List.of("1|x", "2|y"),
        run("SELECT * FROM read_csv('h', hive_partitioning => false) ORDER BY n"));
    assertEquals(
        ErrorCode.INVALID_OPTION,
        assertThrows(
                QueryException.class,
                () -> run("SELECT * FROM read_csv('h', hive_partitioning => 'maybe')"))
            .code());
  }

  @Test
  void unionByName() throws IOException {
    write("u/a.csv", "a,b\n1,2\n");
    write("u/b.csv", "c,a\nx,3\n");
    assertEquals(
        List.of("1|2|null", "3|null|x"),
        run("SELECT * FROM read_csv('u', union_by_name => true) ORDER BY a"));
    assertThrows(QueryException.class, () -> run("SELECT * FROM read_csv('u/*.csv')"));
  }

  @Test
  void optionsThatPeopleKnowFromDuckDb() throws IOException {
    write(
        "o.txt",
        "made by hand\n# comment\nd;v;s\n31/12/2020;1,5;NA\n# comment\n01/02/2021;-;\"a;b\"\n");
    assertEquals(
        List.of("2020-12-31|1.5|null", "2021-02-01|null|a;b"),
        run(
            "SELECT * FROM read_csv('o.txt', delim => ';', skip => 1, comment => '#',"
                + " nullstr => ['NA', '-'], dateformat => '%d/%m/%Y', decimal_separator => ',',"
                + " sample_size => -1) ORDER BY d"));
    assertEquals(
        List.of("31/12/2020|1,5", "01/02/2021|-"),
        run(
            "SELECT d, v FROM read_csv('o.txt', sep => ';', skip => 1, comment => '#',"
                + " all_varchar => true)"));
  }

  @Test
  void namesReplaceThoseOfTheHeader() throws IOException {
    write("n.csv", "a,b,c\n1,2,x\n");
    assertEquals(
        List.of("1|2|x"),
        run(
            "SELECT k, v, c FROM read_csv('n.csv', names => ['k', 'v'], types => MAP['v', 'INT'])"));
    QueryException failure =
        assertThrows(
            QueryException.class,
            () -> run("SELECT * FROM read_csv('n.csv', names => ['a', 'b', 'c', 'd'])"));
    assertEquals(ErrorCode.INVALID_OPTION, failure.code());
  }

  @Test
  void raggedRowsShowInEveryQueryInStrictMode() throws IOException {
    write("r.csv", "a,b\n1,2\n3\n4,5,6\n");
    String lax =
        "read_csv('r.csv', delim => ',', header => true, columns => MAP['a', 'INT', 'b', 'INT']";
    assertEquals(List.of("3"), run("SELECT count(*) FROM " + lax + ")"));
    for (String query : List.of("SELECT count(*) FROM ", "SELECT a FROM ", "SELECT * FROM ")) {
      QueryException failure =
          assertThrows(
              QueryException.class, () -> run(query + lax + ", strict_mode => true)"), query);
      assertEquals(ErrorCode.MALFORMED_FILE, failure.code());
      assertTrue(failure.getMessage().contains("line=3"), failure.getMessage());
    }
    for (String more :
        List.of(", ignore_errors => true", ", strict_mode => true, on_error => 'skip'")) {
      assertEquals(List.of("1"), run("SELECT count(*) FROM " + lax + more + ")"));
      assertEquals(List.of("1|2"), run("SELECT * FROM " + lax + more + ")"));
    }
    String nulls = lax + ", on_error => 'null')";
    assertEquals(List.of("3"), run("SELECT count(*) FROM " + nulls));
    assertEquals(List.of("1|2", "3|null", "4|5"), run("SELECT * FROM " + nulls + " ORDER BY a"));
  }
}
