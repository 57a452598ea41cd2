package dev.quern.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQL over lists, structs and maps. */
final class NestedValuesTest {
  @TempDir static Path folder;
  private static Engine engine;
  private static String file;

  @BeforeAll
  static void open() throws Exception {
    engine = Engine.open(Settings.defaults().with("scheduler", "threads").with("threads", "2"));
    file = "'" + folder.resolve("n.parquet") + "'";
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute(
          """
          COPY (SELECT * FROM (VALUES
            (1, [3, 1, 2], {'a': 10, 'b': 'x'}, MAP {'k': 1, 'l': 2}),
            (2, [], {'a': NULL, 'b': 'y'}, MAP {}),
            (3, NULL, NULL, NULL),
            (4, [7, NULL], {'a': 40, 'b': NULL}, MAP {'l': 9}),
            (5, [3, 1, 2], {'a': 10, 'b': 'x'}, MAP {'k': 5})) t(id, l, s, m)) TO
          """
              + file);
    }
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static List<String> rows(String sql) {
    try (Session session = engine.openSession(folder)) {
      return SqlRun.rows(session, sql.replace("FILE", file));
    }
  }

  @Test
  void castsOfWhatIsInside() {
    assertEquals(
        List.of("[3, 1, 2]", "[]", "null", "[7, NULL]", "[3, 1, 2]"),
        rows("SELECT l::VARCHAR[] FROM FILE ORDER BY id"));
    assertEquals(
        List.of("x|10.0", "y|null", "null|null", "null|40.0", "x|10.0"),
        rows(
            "SELECT x.c.b, x.c.a FROM (SELECT id, t.s::STRUCT(b VARCHAR, a DOUBLE) AS c FROM FILE t) x"
                + " ORDER BY id"));
    assertEquals(
        List.of("1.0", "null", "null", "null", "5.0"),
        rows("SELECT m::MAP(VARCHAR, DOUBLE)['k'] FROM FILE ORDER BY id"));
  }

  @Test
  void membersOfStructs() {
    assertEquals(
        List.of("10|x", "null|y", "null|null", "40|null", "10|x"),
        rows("SELECT t.s.a, t.s.b FROM FILE t ORDER BY id"));
    assertEquals(List.of("4"), rows("SELECT id FROM FILE t WHERE t.s.a > 20"));
  }

  @Test
  void elementsOfLists() {
    assertEquals(
        List.of("3|2|null", "null|null|null", "null|null|null", "7|null|null", "3|2|null"),
        rows("SELECT l[1], l[3], l[9] FROM FILE ORDER BY id"));
    assertEquals(
        List.of("1|3", "2|0", "3|null", "4|2", "5|3"),
        rows("SELECT id, cardinality(l) FROM FILE ORDER BY id"));
    assertEquals(List.of("4"), rows("SELECT id FROM FILE WHERE list_contains(l, 7)"));
    assertEquals(
        List.of("1", "5"), rows("SELECT id FROM FILE WHERE array_length(l) > 2 ORDER BY id"));
  }

  @Test
  void valuesOfMaps() {
    assertEquals(
        List.of("1", "null", "null", "null", "5"), rows("SELECT m['k'] FROM FILE ORDER BY id"));
  }

  @Test
  void functionsOfLists() {
    assertEquals(
        List.of("[1, 2, 3]|1|3|2"),
        rows(
            "SELECT list_sort(l), list_min(l), list_max(l), list_position(l, 1)"
                + " FROM FILE WHERE id = 1"));
    assertEquals(
        List.of("[1, 2]|[2, 1, 3]|[3, 1, 2, 3, 1, 2]"),
        rows(
            "SELECT list_slice(l, 2, 3), list_reverse(l), list_concat(l, l) FROM FILE WHERE id=1"));
    assertEquals(List.of("2"), rows("SELECT ARRAY[1, 2, 3][2]"));
  }

  @Test
  void groupsAndSortsByLists() {
    assertEquals(
        List.of("[]|1", "[3, 1, 2]|2", "[7, NULL]|1", "null|1"),
        rows("SELECT l, count(*) FROM FILE GROUP BY l ORDER BY l"));
  }

  @Test
  void unnestsLists() {
    assertEquals(
        List.of("1|1", "1|2", "1|3"),
        rows("SELECT id, e FROM FILE t CROSS JOIN UNNEST(t.l) AS u(e) WHERE id = 1 ORDER BY e"));
  }

  @Test
  void typesThatDoNotFitAreRefused() {
    QueryException error =
        assertThrows(QueryException.class, () -> rows("SELECT list_contains(l, 'x') FROM FILE"));
    assertEquals(ErrorCode.TYPE_MISMATCH, error.code());
  }
}
