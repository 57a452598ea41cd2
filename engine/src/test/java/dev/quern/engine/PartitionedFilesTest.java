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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables in {@code key=value} folders: a file that cannot match is not opened. */
class PartitionedFilesTest {
  @TempDir private static Path shared;
  private static Engine engine;

  @TempDir private Path own;
  private Session session;

  @BeforeAll
  static void open() {
    engine = Engine.open(Settings.defaults().with("scheduler", "threads").with("threads", "2"));
    try (Session writing = engine.openSession(shared)) {
      writeFiles(writing);
    }
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @BeforeEach
  void openSession() {
    session = engine.openSession(shared);
  }

  /** Goes to a copy of the files that a test may break. */
  private Path copyFiles(String format) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(shared.resolve(format))) {
      files = found.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path copy = own.resolve(shared.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    session = engine.openSession(own);
    return own.resolve(format);
  }

  private static void writeFiles(Session writing) {
    for (String format : List.of("csv", "parquet")) {
      int id = 0;
      for (String year : List.of("2022", "2023", "2024", "__HIVE_DEFAULT_PARTITION__")) {
        for (String day : List.of("2024-01-01", "2024-02-01")) {
          for (String city : List.of("Rome", "Oslo")) {
            id++;
            Path file =
                shared.resolve(
                    format + "/y=" + year + "/d=" + day + "/city=" + city + "/part." + format);
            file.toFile().getParentFile().mkdirs();
            SqlRun.rows(
                writing,
                "COPY (SELECT * FROM (VALUES ("
                    + id
                    + ", 'a'), ("
                    + (id + 100)
                    + ", 'b')) AS t(id, s))"
                    + " TO '"
                    + file
                    + "' (FORMAT "
                    + format
                    + ")");
          }
        }
      }
    }
  }

  private List<String> run(String sql) {
    return SqlRun.rows(session, sql);
  }

  /** Returns the part of the plan that tells how many files are read. */
  private String files(String sql) {
    String plan = String.join("\n", run("EXPLAIN " + sql));
    int start = plan.lastIndexOf("files: ");
    assertTrue(start >= 0, plan);
    return plan.substring(start + 7).replaceAll("(?s)^(\\d+ of \\d+).*", "$1");
  }

  private void check(String condition, int files, int rows) {
    for (String format : List.of("csv", "parquet")) {
      String query = "SELECT count(*) FROM '" + format + "' WHERE " + condition;
      assertEquals(files + " of 16", files(query), query);
      assertEquals(List.of(String.valueOf(rows)), run(query), query);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "y = 2023; 4; 8",
        "2023 < y; 4; 8",
        "y <> 2023; 8; 16",
        "y IN (2022, 2024, 1999); 8; 16",
        "y BETWEEN 2023 AND 2030; 8; 16",
        "y IS NULL; 4; 8",
        "y IS NOT NULL AND city = 'Oslo'; 6; 12",
        "NOT (y = 2023 OR y IS NULL); 8; 16",
        "d = DATE '2024-02-01'; 8; 16",
        "d >= '2024-01-15' AND city LIKE 'R%'; 4; 8",
        "extract(MONTH FROM d) = 2; 8; 16",
        "CAST(y AS VARCHAR) = '2024'; 4; 8",
        "upper(city) = 'ROME' AND y + 1 = 2025; 2; 4",
        "y = 2023 AND id > 100; 4; 4",
        "(y = 2022 AND id < 3) OR (y = 2024 AND s = 'b'); 8; 6",
        "y = 2022 OR id = 9; 16; 9",
        "CASE WHEN y = 2022 THEN city = 'Oslo' ELSE false END; 2; 4",
        "coalesce(y, 2022) = 2022; 8; 16",
        "y = 1999; 0; 0",
        "y = 2022 AND y = 2023; 0; 0"
      })
  void prunesByConditionsOnFolders(String condition, int files, int rows) {
    check(condition, files, rows);
  }

  @Test
  void valuesOfTheFoldersAreRightInTheResult() {
    for (String format : List.of("csv", "parquet")) {
      assertEquals(
          List.of("5|a|2023|2024-01-01|Rome", "105|b|2023|2024-01-01|Rome"),
          run(
              "SELECT * FROM '"
                  + format
                  + "' WHERE y = 2023 AND d < '2024-02-01' AND city < 'Z' AND city > 'P' ORDER BY id"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "parquet"})
  void brokenFilesThatCannotMatchAreNotOpened(String format) throws IOException {
    Path broken = copyFiles(format).resolve("y=2024/d=2024-02-01/city=Oslo/part." + format);
    Files.writeString(broken, "\"no table at all");
    String table = "broken_" + format;
    run(
        "CREATE EXTERNAL TABLE "
            + table
            + " (id BIGINT, s VARCHAR, y INT, d DATE, city VARCHAR) STORED AS "
            + format
            + " LOCATION '"
            + format
            + "'");
    assertEquals(
        List.of("8|420"), run("SELECT count(*), sum(id) FROM " + table + " WHERE y = 2022"));
    assertEquals(
        List.of("6"),
        run(
            "SELECT count(*) FROM "
                + table
                + " WHERE y = 2024 AND NOT (city = 'Oslo' AND d > '2024-01-20')"));
    QueryException failure =
        assertThrows(
            QueryException.class, () -> run("SELECT sum(id) FROM " + table + " WHERE y = 2024"));
    assertTrue(failure.getMessage().contains("city=Oslo"), failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "parquet"})
  void conditionThatFailsOnAFolderOnlyFailsWhereItsFileIsRead(String format) throws IOException {
    Path files = copyFiles(format);
    Path odd = files.resolve("y=odd/d=2024-02-01/city=Oslo/part." + format);
    Files.createDirectories(odd.getParent());
    Files.copy(files.resolve("y=2024/d=2024-02-01/city=Oslo/part." + format), odd);
    assertEquals(
        List.of("8"),
        run("SELECT count(*) FROM '" + format + "' WHERE y <> 'odd' AND CAST(y AS INT) = 2023"));
    assertEquals(
        "9 of 17",
        files("SELECT count(*) FROM '" + format + "' WHERE city = 'Oslo' AND CAST(y AS INT) <> 1"));
    QueryException failure =
        assertThrows(
            QueryException.class,
            () -> run("SELECT count(*) FROM '" + format + "' WHERE CAST(y AS INT) = 2023"));
    assertEquals(ErrorCode.INVALID_CAST, failure.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "parquet"})
  void folderThatIsNoValueOfItsDeclaredTypeIsAnErrorWithItsName(String format) {
    run(
        "CREATE EXTERNAL TABLE t (id BIGINT, s VARCHAR, y INT, d DATE, city INT) STORED AS "
            + format
            + " LOCATION '"
            + format
            + "'");
    QueryException failure =
        assertThrows(QueryException.class, () -> run("SELECT sum(city) FROM t WHERE y = 2022"));
    assertEquals(ErrorCode.INVALID_CAST, failure.code());
    assertTrue(failure.getMessage().contains("column=city"), failure.getMessage());
  }

  @Test
  void analyzedPlanTellsTheFilesToo() {
    String plan =
        String.join("\n", run("EXPLAIN ANALYZE SELECT count(*) FROM 'csv' WHERE y = 2023"));
    assertTrue(plan.contains("files: 4 of 16"), plan);
  }

  @Test
  void prunesEachSideOfAJoinByItsOwnCondition() {
    String query =
        "SELECT count(*) FROM 'csv' a JOIN 'parquet' b ON a.id = b.id AND a.y = b.y WHERE a.y = 2024";
    String plan = String.join("\n", run("EXPLAIN " + query));
    assertEquals(List.of("8"), run(query));
    // The condition holds for the other side as well, by the join's equality.
    assertEquals(
        2, plan.substring(plan.indexOf("Stages")).split("files: 4 of 16", -1).length - 1, plan);
  }
}
