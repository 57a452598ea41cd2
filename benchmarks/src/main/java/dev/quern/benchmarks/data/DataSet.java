package dev.quern.benchmarks.data;

import java.nio.file.Path;

/**
 * Tables in a folder: a sub-folder with files for each, and a {@code schema.sql} that declares
 * them. The rows depend on nothing but the parameters in the name.
 */
public interface DataSet {
  /** Returns the name with the parameters, without the format, as it may stand in a file name. */
  String name();

  /**
   * Writes all tables.
   *
   * @param format {@code csv} or {@code parquet}
   * @param folder where; does not exist yet
   */
  void write(String format, Path folder);
}
