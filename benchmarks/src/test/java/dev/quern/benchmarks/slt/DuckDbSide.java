package dev.quern.benchmarks.slt;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An embedded DuckDB that holds the tables of a script, and hands those that a query names over as
 * Parquet files.
 */
final class DuckDbSide implements AutoCloseable {
  private static final Pattern TARGET =
      Pattern.compile(
          "^\\s*(?:CREATE|INSERT|UPDATE|DELETE|DROP|ALTER|COPY|TRUNCATE|MERGE)\\b.*?"
              + "\\b(?:TABLE|INTO|UPDATE|FROM|COPY)\\s+(?:IF\\s+(?:NOT\\s+)?EXISTS\\s+)?"
              + "([\\w.\"]+)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Connection connection;
  private final Path folder;

  /** For each table the number of the change after which it was handed over. */
  private final Map<String, Integer> exported = new HashMap<>();

  private final Map<String, Integer> changed = new HashMap<>();
  private int allChanged;
  private int changes;
  private int files;

  DuckDbSide(Path folder) {
    this.folder = folder;
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:");
      run("SET threads = 1");
      run("SET memory_limit = '300MB'");
    } catch (SQLException e) {
      throw new IllegalStateException("cannot open DuckDB", e);
    }
  }

  /** Runs a statement and notes the table that it may change. */
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } finally {
      Matcher target = TARGET.matcher(sql);
      changes++;
      if (target.find() && sql.indexOf(';') >= sql.stripTrailing().length() - 1) {
        changed.put(plain(target.group(1)), changes);
      } else {
        allChanged = changes;
      }
    }
  }

  /** Returns the rows of a query as text. */
  List<String> query(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      List<String> lines = new ArrayList<>();
      while (result.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          String text = result.getString(i);
          cells.add(text == null ? "NULL" : text);
        }
        lines.add(String.join("\t", cells));
      }
      return lines;
    }
  }

  /** Returns declarations for the tables that a text names and that have changed. */
  List<String> declarations(String sql) throws SQLException {
    String text = sql.toLowerCase(Locale.ROOT);
    List<String> declarations = new ArrayList<>();
    for (String name : tableNames()) {
      String lower = name.toLowerCase(Locale.ROOT);
      int lastChange = Math.max(allChanged, changed.getOrDefault(lower, 0));
      if (text.contains(lower) && exported.getOrDefault(lower, -1) < lastChange) {
        declarations.add(export(name));
        exported.put(lower, changes);
      }
    }
    return declarations;
  }

  private List<String> tableNames() throws SQLException {
    return query(
        "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND schema_name = 'main'");
  }

  private String export(String table) throws SQLException {
    files++;
    Path file = folder.resolve("t" + files + ".parquet");
    List<String> columns = new ArrayList<>();
    for (String line :
        query(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'main'"
                + " AND table_name = '"
                + table.replace("'", "''")
                + "' ORDER BY column_index")) {
      String[] parts = line.split("\t", -1);
      columns.add(column(quoted(parts[0]), parts[1]));
    }
    try {
      copy(String.join(", ", columns), table, file);
    } catch (SQLException e) {
      // A value too wide for the type that Quern has: as DuckDB writes it.
      copy("*", table, file);
    }
    return "CREATE OR REPLACE EXTERNAL TABLE "
        + quoted(table)
        + " STORED AS PARQUET LOCATION '"
        + file
        + "'";
  }

  private void copy(String columns, String table, Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT "
              + columns
              + " FROM main."
              + quoted(table)
              + ") TO '"
              + file
              + "' (FORMAT parquet)");
    }
  }

  /** Returns a column in a type that Parquet and Quern have. */
  private static String column(String name, String type) {
    String cast = null;
    if (type.equals("HUGEINT") || type.equals("UHUGEINT")) {
      cast = "DECIMAL(38,0)";
    } else if (type.equals("UBIGINT")) {
      cast = "DECIMAL(20,0)";
    } else if (type.equals("BIT") || type.equals("UUID") || type.startsWith("ENUM")) {
      cast = "VARCHAR";
    } else if (type.startsWith("TIMESTAMP_")) {
      cast = "TIMESTAMP";
    }
    return cast == null ? name : "CAST(" + name + " AS " + cast + ") AS " + name;
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace("\"", "");
    return lower.substring(lower.lastIndexOf('.') + 1);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
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
