package dev.quern.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Locale;

/** Plain JDBC: a folder is the database, each sub-folder a table. */
public final class JdbcExample {
  private JdbcExample() {}

  public static void main(String[] arguments) throws IOException, SQLException {
    try (SampleFiles files = SampleFiles.create()) {
      run(files.folder(), System.out);
    }
  }

  static void run(Path folder, PrintStream out) throws SQLException {
    String sql =
        "SELECT city, count(*) AS orders, sum(amount) AS total, max(day) AS latest"
            + " FROM orders WHERE day >= ? GROUP BY city ORDER BY total DESC";
    try (Connection connection = DriverManager.getConnection("jdbc:quern:" + folder);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, LocalDate.of(2025, 7, 1));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          out.printf(
              Locale.ROOT,
              "%s: %d orders, %s, latest on %s%n",
              rows.getString("city"),
              rows.getLong("orders"),
              rows.getBigDecimal("total"),
              rows.getObject("latest", LocalDate.class));
        }
      }
    }
  }
}
