package dev.quern.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.engine.Engine;
import dev.quern.engine.Session;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuernDriverTest {
  @TempDir private Path folder;
  private String url;

  @BeforeEach
  void makeTables() throws IOException {
    Files.createDirectories(folder.resolve("sales"));
    Files.writeString(
        folder.resolve("sales/a.csv"),
        "day,shop,amount\n2024-01-01,north,1.50\n2024-01-02,south,2.25\n");
    Files.writeString(folder.resolve("sales/b.csv"), "day,shop,amount\n2024-01-03,north,\n");
    Files.writeString(folder.resolve("shops.csv"), "shop,city\nnorth,Oslo\nsouth,Rome\n");
    url = "jdbc:quern:" + folder + "?threads=2";
  }

  @Test
  void connectionsOfOneUrlShareAnEngineThatEndsWithTheLast() throws SQLException {
    Connection first = DriverManager.getConnection(url);
    try (Connection second = DriverManager.getConnection(url);
        Connection other = DriverManager.getConnection(url + "&memory=64MB")) {
      Engine engine = first.unwrap(Session.class).engine();
      assertSame(engine, second.unwrap(Session.class).engine());
      assertNotSame(engine, other.unwrap(Session.class).engine());
      first.close();
      assertTrue(second.isValid(10));
    }
    try (Connection later = DriverManager.getConnection(url)) {
      assertNotSame(first.unwrap(Session.class).engine(), later.unwrap(Session.class).engine());
    }
  }

  @Test
  void limitsOfAccessHoldOnAConnection() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url + "&readOnly=true&allowedPaths=");
        Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM shops")) {
        assertTrue(rows.next());
        assertEquals(2, rows.getInt(1));
      }
      for (String sql :
          List.of(
              "COPY (SELECT 1 AS x) TO 'x.csv'",
              "SELECT * FROM read_csv('/etc/hosts')",
              "SET read_only = 'false'")) {
        assertEquals(
            "42501",
            assertThrows(SQLException.class, () -> statement.execute(sql)).getSQLState(),
            sql);
      }
    }
  }

  @Test
  void readsFolderAsTables() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT city, count(*) AS n, sum(amount) AS total, min(day) AS first FROM sales JOIN shops USING (shop)"
                    + " GROUP BY city ORDER BY city")) {
      assertEquals(Types.BIGINT, rows.getMetaData().getColumnType(2));
      assertTrue(rows.next());
      assertEquals("Oslo", rows.getString("city"));
      assertEquals(2, rows.getInt("n"));
      assertEquals(1.5, rows.getDouble("total"));
      assertEquals(LocalDate.of(2024, 1, 1), rows.getObject("first", LocalDate.class));
      assertTrue(rows.next());
      assertEquals(new BigDecimal("2.25"), rows.getBigDecimal(3));
      assertFalse(rows.next());
    }
  }

  @Test
  void bindsParametersOfEachClass() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT shop, amount FROM sales WHERE day >= ? AND shop = ?")) {
      assertEquals(2, statement.getParameterMetaData().getParameterCount());
      assertEquals(2, statement.getMetaData().getColumnCount());
      statement.setObject(1, LocalDate.of(2024, 1, 2));
      statement.setString(2, "north");
      try (ResultSet rows = statement.executeQuery()) {
        assertTrue(rows.next());
        assertNull(rows.getBigDecimal("amount"));
        assertTrue(rows.wasNull());
        assertFalse(rows.next());
      }
    }
  }

  @Test
  void worksThroughJdbi() {
    List<String> cities =
        Jdbi.create(url)
            .withHandle(
                handle ->
                    handle
                        .createQuery("SELECT city FROM shops WHERE shop = :shop")
                        .bind("shop", "south")
                        .mapTo(String.class)
                        .list());
    assertEquals(List.of("Rome"), cities);
  }

  @Test
  void tellsErrorsWithTheirSqlState() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      assertEquals(
          "42P01",
          assertThrows(SQLException.class, () -> statement.executeQuery("SELECT * FROM sale"))
              .getSQLState());
      assertEquals(
          "42601",
          assertThrows(SQLException.class, () -> statement.executeQuery("SELEC 1")).getSQLState());
      assertEquals(
          "22012",
          assertThrows(
                  SQLException.class,
                  () ->
                      drain(
                          statement.executeQuery(
                              "SELECT 1 / (x - 1) FROM (VALUES (1), (2)) t (x)")))
              .getSQLState());
      try (ResultSet rows = statement.executeQuery("SELECT 1")) {
        assertTrue(rows.next());
      }
    }
    SQLException unknown =
        assertThrows(
            SQLException.class, () -> DriverManager.getConnection("jdbc:quern:?memroy=1GB"));
    assertTrue(unknown.getMessage().contains("did you mean memory"), unknown.getMessage());
  }

  private static void drain(ResultSet rows) throws SQLException {
    try (rows) {
      while (rows.next()) {
        rows.getObject(1);
      }
    }
  }

  @Test
  void aBareNullIsText() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:quern:");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT NULL AS n, count(*) FROM (VALUES (1)) AS t (x)")) {
      assertEquals(Types.VARCHAR, rows.getMetaData().getColumnType(1));
      assertTrue(rows.next());
      assertNull(rows.getString("n"));
      assertEquals(1, rows.getInt(2));
    }
  }

  @Test
  void listsTablesAndColumns() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      DatabaseMetaData metaData = connection.getMetaData();
      List<String> names = new ArrayList<>();
      try (ResultSet tables = metaData.getTables(null, "main", "s%", new String[] {"TABLE"})) {
        while (tables.next()) {
          names.add(tables.getString("TABLE_NAME"));
        }
      }
      assertEquals(List.of("sales", "shops"), names);
      try (ResultSet columns = metaData.getColumns(null, null, "sales", "a%")) {
        assertTrue(columns.next());
        assertEquals("amount", columns.getString("COLUMN_NAME"));
        assertEquals(3, columns.getInt("ORDINAL_POSITION"));
        assertFalse(columns.next());
      }
    }
  }

  @Test
  void everyMetadataMethodAnswers() throws Exception {
    try (Connection connection = DriverManager.getConnection(url)) {
      DatabaseMetaData metaData = connection.getMetaData();
      for (Method method : DatabaseMetaData.class.getMethods()) {
        if (method.getDeclaringClass() != DatabaseMetaData.class) {
          continue;
        }
        Object[] arguments = new Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
          Class<?> type = method.getParameterTypes()[i];
          arguments[i] =
              type == int.class ? (Object) 1 : type == boolean.class ? (Object) false : null;
        }
        try {
          Object answer = method.invoke(metaData, arguments);
          if (answer instanceof ResultSet rows) {
            drain(rows);
          }
        } catch (InvocationTargetException e) {
          throw new AssertionError(method + " failed", e.getCause());
        }
      }
    }
  }

  @Test
  void answersProbesWithoutRows() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT TRUE AS \"_\" FROM \"main\".\"sales\" WHERE 1 <> 1 LIMIT 0")) {
      assertFalse(rows.next());
      assertTrue(connection.isValid(5));
    }
  }
}
