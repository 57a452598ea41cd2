package dev.quern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parameters that SQL names. */
class NamedParametersTest {
  @TempDir private Path folder;
  private Quern quern;
  private QuernSession session;

  @BeforeEach
  void open() throws IOException {
    quern = Quern.open(Settings.defaults().with("scheduler", "single-threaded"));
    session = quern.openSession(folder);
    Files.writeString(
        folder.resolve("cities.csv"),
        "name,founded,inhabitants\nBern,1191-01-01,134\nBasel,0374-01-01,173\nChur,,\n");
  }

  @AfterEach
  void close() {
    session.close();
    quern.close();
  }

  /** Returns the rows as texts, values joined by commas. */
  private List<String> rows(String sql, Map<String, ? extends @Nullable Object> parameters) {
    return rows(session.prepare(sql).with(parameters));
  }

  private static List<String> rows(PreparedQuery query) {
    List<String> found = new ArrayList<>();
    try (QueryRows rows = query.run()) {
      for (Row row : rows) {
        List<String> values = new ArrayList<>();
        for (int column = 0; column < row.schema().size(); column++) {
          values.add(String.valueOf(row.get(column)));
        }
        found.add(String.join(",", values));
      }
    }
    return found;
  }

  private void assertFails(
      String message, String sql, Map<String, ? extends @Nullable Object> parameters) {
    QueryException failure = assertThrows(QueryException.class, () -> rows(sql, parameters));
    assertEquals(ErrorCode.INVALID_ARGUMENT, failure.code());
    assertTrue(failure.message().contains(message), failure.message());
  }

  @Test
  void eachUseOfANameHasItsValue() {
    assertEquals(
        List.of("Basel,173,100"),
        rows(
            "SELECT name, inhabitants, :least FROM 'cities.csv'"
                + " WHERE inhabitants > :least AND founded < :day AND :least > 0",
            Map.of("least", 100, "day", LocalDate.of(1000, 1, 1))));
  }

  @Test
  void colonsInTextAreNoParameters() {
    assertEquals(
        List.of(":b,:c,7,12:30,5"),
        rows(
            "SELECT ':b', \":c\", :a::INTEGER, '12:30', 5::INTEGER -- :d\n"
                + "FROM (SELECT ':c' AS \":c\") /* :e */",
            Map.of("a", "7")));
  }

  @Test
  void reservedWordsAreNames() {
    assertEquals(List.of("3"), rows("SELECT :from + :select AS x", Map.of("from", 1, "select", 2)));
  }

  @Test
  void valuesAreOfAnyClass() {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("names", List.of("Bern", "Chur"));
    values.put("none", null);
    values.put("empty", "");
    assertEquals(
        List.of("Bern,null,", "Chur,null,"),
        rows(
            "SELECT name, :none, :empty FROM 'cities.csv' WHERE list_contains(:names, name)"
                + " ORDER BY name",
            values));
    assertEquals(
        List.of("';DROP TABLE x;--"), rows("SELECT :text", Map.of("text", "';DROP TABLE x;--")));
    assertEquals(List.of(":a"), rows("SELECT :b", Map.of("b", ":a")));
  }

  @Test
  void otherStatementsHaveThemToo() throws IOException {
    try (QueryRows rows =
        session
            .prepare("COPY (SELECT name FROM 'cities.csv' WHERE name = :n) TO ':n.csv'")
            .with(Map.of("n", "Bern"))
            .run()) {
      assertEquals(1, rows.rowsWritten());
    }
    assertEquals("name\nBern\n", Files.readString(folder.resolve(":n.csv")));
    assertEquals(List.of("x,INTEGER,NO"), rows("DESCRIBE SELECT :x + 1 AS x", Map.of("x", 1)));
    assertEquals(
        DataTypes.DATE,
        session
            .prepare("SELECT :d AS d")
            .with(Map.of("d", LocalDate.EPOCH))
            .schema()
            .field(0)
            .type());
  }

  @Test
  void aPreparedQueryRunsWithMapAfterMap() {
    PreparedQuery query = session.prepare("SELECT :a || :b AS x FROM 'cities.csv' LIMIT :n");
    for (int i = 1; i <= 2; i++) {
      Map<String, Object> values = Map.of("a", "x", "b", String.valueOf(i), "n", i);
      assertEquals(Collections.nCopies(i, "x" + i), rows(query.with(values)));
    }
  }

  @Test
  void missingAndUnknownNamesAreRefused() {
    assertFails("No value for parameter :day; given are :dya", "SELECT :day", Map.of("dya", 1));
    assertFails("No value for parameter :day; given are none", "SELECT :day", Map.of());
    assertFails("No value for parameter :Day; given are :day", "SELECT :Day", Map.of("day", 1));
    assertFails(
        "no parameter :dya; did you mean day?; it has :day, :kind",
        "SELECT :day, :kind, :day",
        Map.of("dya", 1, "day", 2, "kind", 3));
    assertFails("no parameter :x; it has none", "SELECT 1", Map.of("x", 1));
    assertEquals(List.of("1"), rows("SELECT 1", Map.of()));
  }

  @Test
  void valuesWithoutNamesAreRefusedAndTheOtherWayRound() {
    QueryException failure =
        assertThrows(QueryException.class, () -> session.query("SELECT :a, :b", 1, 2));
    assertTrue(failure.message().contains("give a Map: names=[a, b]"), failure.message());
    failure = assertThrows(QueryException.class, () -> session.query("SELECT :a"));
    assertEquals("No value for parameter :a at line 1, column 8; given are 0", failure.message());
    failure =
        assertThrows(QueryException.class, () -> session.execute("CREATE VIEW v AS SELECT :a"));
    assertTrue(failure.message().contains("No value for parameter :a"), failure.message());
  }

  @Test
  void aMapForAQuestionMarkIsAValue() {
    assertEquals(List.of("2"), rows("SELECT cardinality(?)", Map.of("a", 1, "b", 2)));
  }
}
