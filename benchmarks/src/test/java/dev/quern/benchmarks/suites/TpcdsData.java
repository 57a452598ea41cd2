package dev.quern.benchmarks.suites;

import dev.quern.benchmarks.data.TpcdsRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

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
    for (Path schema : SuiteFiles.files(schemas, ".sql")) {
      database.execute(SuiteFiles.text(schema));
      String name = schema.getFileName().toString().replace(".sql", "");
      Path file = scratch.resolve(name + ".csv");
      TpcdsRows.write(name, scale, file);
      database.execute("COPY " + name + " FROM '" + file + "' " + CSV_OPTIONS);
      Files.delete(file);
    }
  }
}
