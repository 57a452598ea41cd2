package dev.quern.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Types;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists, structs and maps as values of question marks. */
class NestedParametersTest {
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:quern:?threads=1");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  record Point(int x, String name) {}

  private String text(String sql, Object... parameters) throws SQLException {
    return answer(sql, parameters, String.class);
  }

  private <T> T answer(String sql, Object[] parameters, Class<T> type) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        assertTrue(rows.next());
        T value = rows.getObject(1, type);
        assertFalse(rows.next());
        return value;
      }
    }
  }

  @Test
  void collectionsAndArraysAreLists() throws SQLException {
    assertEquals("[1, 2]", text("SELECT ?", List.of(1, 2)));
    assertEquals("[1, NULL]", text("SELECT ?", Arrays.asList(1, null)));
    assertEquals("[1, 2]", text("SELECT ?", (Object) new int[] {1, 2}));
    assertEquals("[a, b]", text("SELECT ?", (Object) new String[] {"a", "b"}));
    assertEquals("[[1], []]", text("SELECT ?", List.of(List.of(1), List.of())));
    assertEquals("[1.0, 2.5]", text("SELECT ?", List.of(1, 2.5)));
    assertEquals("[1.00, 2.25]", text("SELECT ?", List.of(1, new BigDecimal("2.25"))));
    assertEquals("[2024-02-29]", text("SELECT ?", List.of(LocalDate.of(2024, 2, 29))));
  }

  @Test
  void emptyListsAreValues() throws SQLException {
    assertEquals("[]", text("SELECT ?", List.of()));
    assertEquals("0", text("SELECT cardinality(?)", List.of()));
    Array empty = connection.createArrayOf("INTEGER", new Object[0]);
    assertEquals("false", text("SELECT list_contains(?, 1)", empty));
    assertEquals("[NULL]", text("SELECT ?", Arrays.asList((Object) null)));
  }

  @Test
  void listsChooseRows() throws SQLException {
    String sql = "SELECT count(*) FROM range(10) WHERE list_contains(?, range)";
    assertEquals("2", text(sql, List.of(3L, 5L, 50L)));
    assertEquals("0", text(sql, connection.createArrayOf("BIGINT", new Object[0])));
  }

  @Test
  void createdArraysHaveTheDeclaredType() throws SQLException {
    Array doubles = connection.createArrayOf("DOUBLE", new Object[] {1, null});
    assertEquals(Types.DOUBLE, doubles.getBaseType());
    assertArrayEquals(new Object[] {1.0, null}, (Object[]) doubles.getArray());
    assertEquals("[1.0, NULL]", text("SELECT ?", doubles));
    assertEquals("[x]", text("SELECT ?", connection.createArrayOf("text", new String[] {"x"})));
    assertEquals(
        "[1.50, 20.25]",
        text("SELECT ?", connection.createArrayOf("NUMERIC", new Object[] {"1.5", "20.25"})));
    assertEquals(
        "[[1], [2, 3]]",
        text(
            "SELECT ?",
            connection.createArrayOf(
                "INTEGER[]", new Object[] {new Integer[] {1}, List.of(2, 3)})));
  }

  @ParameterizedTest
  @CsvSource({"NOTHING, 42804", "STRUCT(a, 42804"})
  void unknownTypesAreRefused(String type, String state) {
    SQLException refused =
        assertThrows(SQLException.class, () -> connection.createArrayOf(type, new Object[] {1}));
    assertEquals(state, refused.getSQLState(), refused.getMessage());
  }

  @Test
  void elementsThatDoNotFitAreRefused() {
    assertEquals(
        "22018",
        assertThrows(
                SQLException.class, () -> connection.createArrayOf("INTEGER", new Object[] {"one"}))
            .getSQLState());
    assertEquals(
        "42804",
        assertThrows(SQLException.class, () -> text("SELECT ?", List.of(1, "one"))).getSQLState());
    assertEquals(
        "0A000",
        assertThrows(SQLException.class, () -> text("SELECT ?", List.of(new Object())))
            .getSQLState());
  }

  @Test
  void setArrayTakesArraysOfResults() throws SQLException {
    Array array = answer("SELECT ?", new Object[] {List.of(1, 2)}, Array.class);
    try (PreparedStatement statement = connection.prepareStatement("SELECT list_reverse(?)")) {
      statement.setArray(1, array);
      assertEquals(
          "LIST", statement.getParameterMetaData().getParameterTypeName(1).substring(0, 4));
      try (ResultSet rows = statement.executeQuery()) {
        assertTrue(rows.next());
        assertArrayEquals(new Object[] {2, 1}, (Object[]) rows.getArray(1).getArray());
        assertArrayEquals(new int[] {2, 1}, rows.getObject(1, int[].class));
        assertEquals(Set.of(1, 2), rows.getObject(1, Set.class));
      }
    }
  }

  @Test
  void recordsAndStructsAreStructs() throws SQLException {
    assertEquals("{x: 1, name: a}", text("SELECT ?", new Point(1, "a")));
    assertEquals("{x: 1, name: NULL}", text("SELECT ?", new Point(1, null)));
    Struct struct =
        connection.createStruct("STRUCT(x INTEGER, name VARCHAR)", new Object[] {7L, "b"});
    assertArrayEquals(new Object[] {7, "b"}, struct.getAttributes());
    assertEquals("{x: 7, name: b}", text("SELECT ?", struct));
    assertEquals(new Point(7, "b"), answer("SELECT ?", new Object[] {struct}, Point.class));
    Struct read = answer("SELECT ?", new Object[] {struct}, Struct.class);
    assertEquals("{x: 7, name: b}", text("SELECT ?", read));
    Array points =
        connection.createArrayOf(
            "STRUCT(x INTEGER, name VARCHAR)", new Object[] {struct, new Point(8, "c"), null});
    assertEquals("[{x: 7, name: b}, {x: 8, name: c}, NULL]", text("SELECT ?", points));
    assertThrows(
        SQLException.class,
        () -> connection.createStruct("STRUCT(x INTEGER)", new Object[] {1, 2}));
    assertThrows(SQLException.class, () -> connection.createStruct("INTEGER", new Object[] {1}));
  }

  @Test
  void mapsAreMaps() throws SQLException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", 1);
    map.put("b", null);
    assertEquals("{a: 1, b: NULL}", text("SELECT ?", map).replace('=', ':').replace("::", ":"));
    assertEquals(map, answer("SELECT ?", new Object[] {map}, Map.class));
    assertEquals("1", text("SELECT ?['a']", map));
    assertEquals(Map.of(), answer("SELECT ?", new Object[] {Map.of()}, Map.class));
    map.put(null, 2);
    assertEquals(
        "22000", assertThrows(SQLException.class, () -> text("SELECT ?", map)).getSQLState());
  }

  @Test
  void manyRowsGetTheSameList() throws SQLException {
    String sql = "SELECT sum(cardinality(l)) FROM (SELECT range, ? AS l FROM range(10000)) AS t";
    assertEquals("30000", text(sql, List.of("a", "bc", "")));
  }
}
