package dev.quern.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tables the metadata of results names. */
class ColumnTablesTest {
  @TempDir private Path folder;
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void open() throws IOException, SQLException {
    Files.writeString(folder.resolve("Shops.csv"), "id,city\n1,Oslo\n2,\n");
    connection = DriverManager.getConnection("jdbc:quern:" + folder + "?scheduler=single-threaded");
    statement = connection.createStatement();
    statement.execute("CREATE VIEW Cities AS SELECT DISTINCT city AS name FROM shops");
    statement.execute("CREATE VIEW nested AS SELECT ROW(1, 2) AS a");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private static String tables(ResultSetMetaData metaData) throws SQLException {
    List<String> tables = new ArrayList<>();
    for (int column = 1; column <= metaData.getColumnCount(); column++) {
      assertEquals("", metaData.getCatalogName(column));
      String schema = metaData.getSchemaName(column);
      tables.add(schema + (schema.isEmpty() ? "-" : ".") + metaData.getTableName(column));
    }
    return String.join(" ", tables);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      SELECT city AS c, id, id + 1, NULL FROM shops | main.Shops main.Shops - -
      SELECT s.* FROM main.SHOPS AS s WHERE 1 = 0 | main.Shops main.Shops
      SELECT TRUE AS "_" FROM "main"."shops" WHERE 1 <> 1 LIMIT 0 | -
      SELECT name, count(*) FROM cities GROUP BY name | main.Cities -
      SELECT a, nested.a."EXPR$0" FROM nested | main.nested -
      SELECT id FROM 'Shops.csv' | -
      SELECT x FROM (SELECT id AS x FROM shops) | -
      SELECT 1 | -
      EXPLAIN SELECT id FROM shops | -
      DESCRIBE shops | - - -
      """)
  void aColumnNamesItsTable(String sql, String expected) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      assertEquals(expected, tables(rows.getMetaData()));
    }
    try (PreparedStatement prepared = connection.prepareStatement(sql)) {
      ResultSetMetaData before = prepared.getMetaData();
      if (before != null) {
        assertEquals(expected, tables(before));
      }
    }
  }

  @Test
  void theAnswerIsThatOfTheTimeOfTheQuery() throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT name FROM cities")) {
      ResultSetMetaData metaData = rows.getMetaData();
      try (Statement other = connection.createStatement()) {
        other.execute("DROP VIEW cities");
      }
      assertTrue(rows.next());
      rows.close();
      assertEquals("main.Cities", tables(metaData));
    }
  }

  @Test
  void parametersAndMetadataHaveNoTable() throws SQLException {
    try (PreparedStatement prepared =
        connection.prepareStatement("SELECT ?, id FROM shops WHERE city = ?")) {
      ResultSetMetaData metaData = prepared.getMetaData();
      assertNotNull(metaData);
      assertEquals("- main.Shops", tables(metaData));
      assertThrows(SQLException.class, () -> metaData.getTableName(0));
      assertThrows(SQLException.class, () -> metaData.getSchemaName(3));
    }
    try (ResultSet schemas = connection.getMetaData().getSchemas()) {
      assertEquals("- -", tables(schemas.getMetaData()));
    }
  }
}
