package dev.quern.benchmarks.rivals;

import dev.quern.benchmarks.queries.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
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
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** DuckDB over the same files, with the column types of the same {@code schema.sql}. */
final class DuckDbRival implements Rival {
  private static final Pattern TABLE =
      Pattern.compile(
          "CREATE EXTERNAL TABLE (\\w+) \\((.*?)\\) STORED AS (\\w+) LOCATION '([^']*)'",
          Pattern.DOTALL);
  private static final Pattern COLUMN =
      Pattern.compile("(\\w+) ([A-Z]+(?:\\(\\d+,\\d+\\))?) NOT NULL");

  private final Connection connection;

  DuckDbRival(Path data, RivalSettings settings) {
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:");
      execute("SET threads = " + settings.threads());
      if (!settings.memory().isEmpty()) {
        execute("SET memory_limit = '" + settings.memory() + "'");
        execute("SET temp_directory = '" + data.resolve(".duckdb-temp") + "'");
      }
      Matcher tables = TABLE.matcher(Files.readString(data.resolve("schema.sql")));
      while (tables.find()) {
        execute(viewSql(data, tables.group(1), tables.group(2), tables.group(3), tables.group(4)));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot open DuckDB", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String viewSql(
      Path data, String table, String columns, String format, String location) {
    String files =
        data.toAbsolutePath().resolve(location) + "/*." + format.toLowerCase(Locale.ROOT);
    if (format.equals("PARQUET")) {
      return "CREATE VIEW " + table + " AS SELECT * FROM read_parquet('" + files + "')";
    }
    List<String> types = new ArrayList<>();
    Matcher matcher = COLUMN.matcher(columns);
    while (matcher.find()) {
      types.add("'" + matcher.group(1) + "': '" + matcher.group(2) + "'");
    }
    return "CREATE VIEW "
        + table
        + " AS SELECT * FROM read_csv('"
        + files
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
