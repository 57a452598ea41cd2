package dev.quern.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metadata of folders with more tables than a person looks at. */
class ManyTablesTest {
  private static final int TABLES = 600;

  @TempDir private Path folder;

  @Test
  void columnsThatAreKnownAreToldWithoutOpeningFiles() throws IOException, SQLException {
    write("a,b\n1,2\n");
    try (Connection connection = DriverManager.getConnection("jdbc:quern:" + folder)) {
      assertEquals(Set.of("a", "b"), columns(connection));
      // Same size, same time: only whoever opens the files could notice.
      write("c,d\n1,2\n");
      assertEquals(Set.of("a", "b"), columns(connection));
      Files.setLastModifiedTime(folder.resolve("t7.csv"), FileTime.fromMillis(2_000_000));
      assertEquals(Set.of("a", "b", "c", "d"), columns(connection));
    }
  }

  @Test
  void tablesAreListedWithoutOpeningFiles() throws IOException, SQLException {
    Files.writeString(folder.resolve("broken.parquet"), "no Parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:quern:" + folder);
        ResultSet tables = connection.getMetaData().getTables(null, null, "%", null)) {
      assertTrue(tables.next());
      assertEquals("broken", tables.getString("TABLE_NAME"));
      assertEquals(null, connection.getWarnings());
    }
  }

  private void write(String content) throws IOException {
    for (int i = 0; i < TABLES; i++) {
      Path file = Files.writeString(folder.resolve("t" + i + ".csv"), content);
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    }
  }

  private static Set<String> columns(Connection connection) throws SQLException {
    Set<String> names = new TreeSet<>();
    int count = 0;
    try (ResultSet rows = connection.getMetaData().getColumns(null, null, "%", "%")) {
      while (rows.next()) {
        names.add(rows.getString("COLUMN_NAME"));
        count++;
      }
    }
    assertEquals(2 * TABLES, count);
    return names;
  }
}
