package dev.quern.benchmarks.startup;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A program that asks one question over JDBC and ends. Needs nothing but a driver, so that it runs
 * as the programs of others do.
 */
final class JdbcStart {
  private JdbcStart() {}

  /** Takes a URL and a query, and prints the first cell. */
  public static void main(String[] args) throws SQLException {
    try (Connection connection = DriverManager.getConnection(args[0]);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(args[1])) {
      rows.next();
      System.out.println(rows.getString(1));
    }
  }
}
