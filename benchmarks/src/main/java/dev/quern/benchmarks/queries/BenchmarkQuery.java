package dev.quern.benchmarks.queries;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A query that all engines run.
 *
 * @param name its name in the table
 * @param sql its text; {@value #OUTPUT} stands for a file that it writes
 * @param check a query over the written file, whose answer must be the same for all engines; null
 *     if nothing is written
 * @param scanned the table that it reads, whose bytes a second are told; null for most
 */
public record BenchmarkQuery(
    String name, String sql, @Nullable String check, @Nullable String scanned) {
  /** Stands for the path of the file written. */
  public static final String OUTPUT = "{output}";

  private static final String EXPLAIN = "EXPLAIN ";

  static BenchmarkQuery of(String name, String sql) {
    return new BenchmarkQuery(name, sql, null, null);
  }

  static BenchmarkQuery scan(String name, String table, String sql) {
    return new BenchmarkQuery(name, sql, null, table);
  }

  /** Returns a query that gives the plan of this one and runs nothing. */
  public BenchmarkQuery explained() {
    return of(name, EXPLAIN + sql);
  }

  /** Returns whether the answer is a plan, which no two engines have in common. */
  public boolean isPlan() {
    return sql.startsWith(EXPLAIN);
  }

  public boolean isOrdered() {
    return sql.toLowerCase(Locale.ROOT).contains("order by");
  }

  /** Returns the text with the file that it is to write. */
  public String sqlTo(Path output) {
    return sql.replace(OUTPUT, output.toString());
  }

  /**
   * Returns the query over the written file.
   *
   * @throws IllegalStateException if nothing is written
   */
  public String checkOf(Path output) {
    if (check == null) {
      throw new IllegalStateException("nothing is written: " + name);
    }
    return check.replace(OUTPUT, output.toString());
  }
}
