package dev.quern.benchmarks.calcite;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.benchmarks.rivals.DeclaredTable;
import dev.quern.benchmarks.rivals.Rival;
import dev.quern.benchmarks.rivals.RivalSettings;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.calcite.adapter.file.FileSchemaFactory;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.impl.ViewTable;
import org.jspecify.annotations.Nullable;

/**
 * Calcite over the same CSV files. Its file adapter makes a table of texts of each file; a view
 * puts the files of a table together and casts the columns to their types. Other formats are
 * refused. Everything runs on one thread and in the Java heap.
 */
final class CalciteRival implements Rival {
  private final Connection connection;

  CalciteRival(Path data, RivalSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("unquotedCasing", "UNCHANGED");
    properties.setProperty("quoting", "DOUBLE_QUOTE");
    properties.setProperty("caseSensitive", "false");
    properties.setProperty("conformance", "LENIENT");
    properties.setProperty("fun", "standard,postgresql,mysql");
    try {
      connection = DriverManager.getConnection("jdbc:calcite:", properties);
      SchemaPlus root = connection.unwrap(CalciteConnection.class).getRootSchema();
      for (DeclaredTable table : DeclaredTable.of(data)) {
        add(table, root);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot open Calcite", e);
    }
  }

  private static void add(DeclaredTable table, SchemaPlus root) {
    if (!table.format().equals("csv")) {
      throw new IllegalStateException("Calcite's file adapter reads no " + table.format());
    }
    String files = "files of " + table.name();
    root.add(
        files,
        FileSchemaFactory.INSTANCE.create(
            root, files, Map.of("directory", table.folder().toString())));
    String columns =
        table.columns().entrySet().stream()
            .map(
                column ->
                    "CAST(\""
                        + column.getKey()
                        + "\" AS "
                        + column.getValue()
                        + ") AS \""
                        + column.getKey()
                        + "\"")
            .collect(Collectors.joining(", "));
    String[] names = table.folder().toFile().list((folder, name) -> name.endsWith(".csv"));
    String sql =
        Arrays.stream(names == null ? new String[0] : names)
            .sorted()
            .map(name -> name.substring(0, name.length() - ".csv".length()))
            .map(name -> "SELECT " + columns + " FROM \"" + files + "\".\"" + name + "\"")
            .collect(Collectors.joining(" UNION ALL "));
    root.add(table.name(), ViewTable.viewMacro(root, sql, List.of(), List.of(table.name()), false));
  }

  @Override
  public Answer run(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return read(rows);
    } catch (SQLException e) {
      throw new IllegalStateException("Calcite failed: " + e.getMessage(), e);
    }
  }

  private static Answer read(ResultSet rows) throws SQLException {
    ResultSetMetaData metaData = rows.getMetaData();
    List<Boolean> floating = new ArrayList<>();
    for (int i = 1; i <= metaData.getColumnCount(); i++) {
      int type = metaData.getColumnType(i);
      floating.add(type == Types.DOUBLE || type == Types.FLOAT || type == Types.REAL);
    }
    List<List<@Nullable String>> cells = new ArrayList<>();
    while (rows.next()) {
      List<@Nullable String> row = new ArrayList<>();
      for (int i = 1; i <= floating.size(); i++) {
        row.add(text(rows.getObject(i)));
      }
      cells.add(row);
    }
    return new Answer(floating, cells);
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot close Calcite", e);
    }
  }
}
