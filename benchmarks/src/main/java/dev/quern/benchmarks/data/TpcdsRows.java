package dev.quern.benchmarks.data;

import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import io.trino.tpcds.Table;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one table of TPC-DS as CSV: every value in quotes, nulls as nothing. */
public final class TpcdsRows {
  private TpcdsRows() {}

  /** A table of returns is made together with its table of sales, and comes second. */
  public static void write(String tableName, double scale, Path file) throws IOException {
    Table table = Table.getTable(tableName);
    boolean isChild = table.isChild();
    Table made = isChild ? table.getParent() : table;
    Session session = Session.getDefaultSession().withScale(scale).withTable(made);
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (List<List<@Nullable String>> rows : Results.constructResults(made, session)) {
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
