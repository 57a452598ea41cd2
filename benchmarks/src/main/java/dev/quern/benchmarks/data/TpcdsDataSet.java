package dev.quern.benchmarks.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * TPC-DS, one file for each table.
 *
 * @param schemas folder with a CREATE TABLE statement of each table, in a file of its name
 */
record TpcdsDataSet(double scale, Path schemas) implements DataSet {
  @Override
  public String name() {
    return "tpcds-" + scale;
  }

  @Override
  public void write(String format, Path folder) {
    StringBuilder declarations = new StringBuilder();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        Stream<Path> files = Files.list(schemas)) {
      for (Path schema : files.sorted().toList()) {
        String table = schema.getFileName().toString().replace(".sql", "");
        Path tableFolder = Files.createDirectories(folder.resolve(table));
        Path rows = folder.resolve(table + ".rows");
        statement.execute(Files.readString(schema));
        TpcdsRows.write(table, scale, rows);
        statement.execute(
            "COPY "
                + table
                + " FROM '"
                + rows
                + "' (FORMAT csv, HEADER false, DELIM ',', QUOTE '\"', ESCAPE '\"', AUTO_DETECT"
                + " false)");
        Files.delete(rows);
        statement.execute(
            "COPY "
                + table
                + " TO '"
                + tableFolder.resolve("part-000." + format)
                + "' (FORMAT "
                + format
                + ")");
        declarations.append(declaration(table, format, statement));
        statement.execute("DROP TABLE " + table);
      }
      Files.writeString(folder.resolve("schema.sql"), declarations);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot write TPC-DS", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String declaration(String table, String format, Statement statement)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    try (ResultSet described = statement.executeQuery("DESCRIBE " + table)) {
      while (described.next()) {
        columns.add("  " + described.getString(1) + " " + described.getString(2));
      }
    }
    return "CREATE EXTERNAL TABLE "
        + table
        + " (\n"
        + String.join(",\n", columns)
        + "\n) STORED AS "
        + format.toUpperCase(Locale.ROOT)
        + " LOCATION '"
        + table
        + "';\n";
  }
}
