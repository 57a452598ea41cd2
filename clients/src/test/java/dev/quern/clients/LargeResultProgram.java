package dev.quern.clients;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** Reads a long result with a fetch size of 1,000, then the beginning of another, and tells. */
final class LargeResultProgram {
  private LargeResultProgram() {}

  public static void main(String[] arguments) throws Exception {
    String sql =
        "SELECT range AS id, range % 1000 AS kind, 'row ' || CAST(range AS VARCHAR) AS text FROM range("
            + arguments[1]
            + ") WHERE range >= 0";
    try (Connection connection = DriverManager.getConnection(arguments[0]);
        Statement statement = connection.createStatement()) {
      statement.setFetchSize(1000);
      warmUp(statement);
      long start = System.nanoTime();
      long rowCount = 0;
      long sum = 0;
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          if (rowCount == 0) {
            tell("firstRowMillis", millisSince(start));
          }
          rowCount++;
          sum += rows.getLong(1);
        }
      }
      tell("allRowsMillis", millisSince(start));
      tell("rows", rowCount);
      tell("sum", sum);
      tell("closeMillis", closeEarly(statement, sql));
      Runtime runtime = Runtime.getRuntime();
      tell("heapMegabytes", (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }
  }

  /** What a JVM does once, loading and compiling, is not the result's time. */
  private static void warmUp(Statement statement) throws SQLException {
    for (int i = 0; i < 3; i++) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT range, range % 7, 'row ' || CAST(range AS VARCHAR) FROM range(10000)"
                  + " WHERE range >= 0")) {
        while (rows.next()) {
          rows.getLong(1);
        }
      }
    }
  }

  private static long closeEarly(Statement statement, String sql) throws SQLException {
    ResultSet rows = statement.executeQuery(sql);
    for (int i = 0; i < 10; i++) {
      rows.next();
    }
    long start = System.nanoTime();
    rows.close();
    return millisSince(start);
  }

  private static long millisSince(long startNanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }

  private static void tell(String name, long value) {
    System.out.println(name + "=" + value);
  }
}
