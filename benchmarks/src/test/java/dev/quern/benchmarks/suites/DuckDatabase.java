package dev.quern.benchmarks.suites;

import dev.quern.benchmarks.queries.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A DuckDB in memory: takes the statements of a suite that make tables, writes the tables as files
 * for Quern, and answers the same queries. Sorts nulls as PostgreSQL does.
 */
final class DuckDatabase implements AutoCloseable {
  private final Connection connection;

  DuckDatabase() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    execute("SET threads = 2");
    execute("SET default_null_order = 'nulls_last_on_asc_first_on_desc'");
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Answer answer(String sql) throws SQLException {
    return JdbcAnswers.answer(connection, sql);
  }

  /** Writes every table as {@code folder/TABLE.parquet}. */
  void export(Path folder) throws SQLException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (List<String> row : answer("SELECT table_name FROM duckdb_tables()").rows()) {
      export(row.get(0), folder.resolve(row.get(0) + ".parquet"));
    }
  }

  private void export(String table, Path file) throws SQLException {
    execute("COPY \"" + table + "\" TO '" + file + "' (FORMAT parquet)");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
