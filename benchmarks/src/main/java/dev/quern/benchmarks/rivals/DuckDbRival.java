package dev.quern.benchmarks.rivals;

import dev.quern.benchmarks.queries.Answer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** DuckDB over the same files, with the column types of the same {@code schema.sql}. */
final class DuckDbRival implements Rival {
  private final Connection connection;

  DuckDbRival(Path data, RivalSettings settings) {
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:");
      execute("SET threads = " + settings.threads());
      execute("SET temp_directory = '" + settings.tempFolder() + "'");
      if (!settings.memory().isEmpty()) {
        execute("SET memory_limit = '" + settings.memory() + "'");
      }
      for (DeclaredTable table : DeclaredTable.of(data)) {
        execute("CREATE VIEW " + table.name() + " AS SELECT * FROM " + source(table));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot open DuckDB", e);
    }
  }

  private static String source(DeclaredTable table) {
    if (table.format().equals("parquet")) {
      return "read_parquet('" + table.glob() + "')";
    }
    List<String> types = new ArrayList<>();
    table.columns().forEach((name, type) -> types.add("'" + name + "': '" + type + "'"));
    return "read_csv('"
        + table.glob()
        + "', header = true, delim = ',', quote = '\"', columns = {"
        + String.join(", ", types)
        + "})";
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public Answer run(String sql) {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql)
          ? read(statement.getResultSet())
          : new Answer(List.of(), List.of());
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB failed: " + e.getMessage(), e);
    }
  }

  private static Answer read(ResultSet opened) throws SQLException {
    try (ResultSet result = opened) {
      ResultSetMetaData metaData = result.getMetaData();
      List<Boolean> floating = new ArrayList<>();
      for (int i = 1; i <= metaData.getColumnCount(); i++) {
        int type = metaData.getColumnType(i);
        floating.add(type == Types.DOUBLE || type == Types.FLOAT || type == Types.REAL);
      }
      List<List<@Nullable String>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable String> cells = new ArrayList<>();
        for (int i = 1; i <= floating.size(); i++) {
          Object value = result.getObject(i);
          cells.add(
              value == null
                  ? null
                  : value instanceof BigDecimal decimal
                      ? decimal.toPlainString()
                      : value.toString());
        }
        rows.add(cells);
      }
      return new Answer(floating, rows);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot close DuckDB", e);
    }
  }
}
