package dev.quern.benchmarks.suites;

import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import io.trino.tpcds.Table;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the tables of TPC-DS. */
final class TpcdsData {
  private static final String CSV_OPTIONS =
      "(FORMAT csv, HEADER false, DELIM ',', QUOTE '\"', ESCAPE '\"', AUTO_DETECT false)";

  private TpcdsData() {}

  /**
   * Fills a database with the tables that {@code schemas} declares.
   *
   * @param scratch a folder for files on the way
   */
  static void load(DuckDatabase database, Path schemas, double scale, Path scratch)
      throws IOException, SQLException {
    Session session = Session.getDefaultSession().withScale(scale);
    for (Path schema : SuiteFiles.files(schemas, ".sql")) {
      database.execute(SuiteFiles.text(schema));
      String name = schema.getFileName().toString().replace(".sql", "");
      Table table = Table.getTable(name);
      Path file = scratch.resolve(name + ".csv");
      write(table, session, file);
      database.execute("COPY " + name + " FROM '" + file + "' " + CSV_OPTIONS);
      Files.delete(file);
    }
  }

  /** A table of returns is made together with its table of sales, and comes second. */
  private static void write(Table table, Session session, Path file) throws IOException {
    boolean isChild = table.isChild();
    Table made = isChild ? table.getParent() : table;
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (List<List<@Nullable String>> rows :
          Results.constructResults(made, session.withTable(made))) {
        if (!isChild) {
          write(rows.get(0), writer);
        } else if (rows.size() > 1) {
          write(rows.get(1), writer);
        }
      }
    }
  }

  private static void write(List<@Nullable String> row, BufferedWriter writer) throws IOException {
    String separator = "";
    for (String cell : row) {
      writer.write(separator);
      if (cell != null) {
        writer.write('"' + cell.replace("\"", "\"\"") + '"');
      }
      separator = ",";
    }
    writer.write('\n');
  }
}
