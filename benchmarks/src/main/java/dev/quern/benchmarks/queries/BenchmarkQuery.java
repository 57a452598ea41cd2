package dev.quern.benchmarks.queries;

import org.jspecify.annotations.Nullable;

/**
 * A query that all engines run.
 *
 * @param name its name in the table
 * @param sql its text; {@value #OUTPUT} stands for a file that it writes
 * @param check a query over the written file, whose answer must be the same for all engines; null
 *     if nothing is written
 */
public record BenchmarkQuery(String name, String sql, @Nullable String check) {
  /** Stands for the path of the file written. */
  public static final String OUTPUT = "{output}";

  static BenchmarkQuery of(String name, String sql) {
    return new BenchmarkQuery(name, sql, null);
  }

  public boolean isOrdered() {
    return sql.toLowerCase(java.util.Locale.ROOT).contains("order by");
  }
}
