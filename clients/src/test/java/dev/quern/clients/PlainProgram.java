package dev.quern.clients;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/** What a newcomer writes first: prints the customer who spent most. */
final class PlainProgram {
  private PlainProgram() {}

  public static void main(String[] arguments) throws Exception {
    try (Connection connection = DriverManager.getConnection(arguments[0]);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name, amount FROM spending ORDER BY amount DESC LIMIT 1")) {
      while (rows.next()) {
        System.out.println(rows.getString("name") + " " + rows.getLong("amount"));
      }
    }
  }
}
