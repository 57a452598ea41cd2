package dev.quern.benchmarks.data;

import dev.quern.benchmarks.queries.Workload;
import java.nio.file.Path;

/**
 * The data set that a workload reads.
 *
 * @param scale of TPC-H and TPC-DS
 * @param rows of the other data sets, 0 = the default of each
 * @param partitions files of each large table, where the workload leaves them open
 * @param suites folder with the query suites of others
 */
public record DataSets(double scale, long rows, int partitions, Path suites) {
  /** Rows of the table of a megabyte. */
  public static final int MEGABYTE_ROWS = 20_000;

  private static final long TASK_ROWS = 10_000_000;
  private static final long WIDE_ROWS = 100_000;
  private static final long SMALL_FILE_ROWS = 20_000_000;
  private static final long LONG_TEXTS = 20_000;

  /** Returns the data set. */
  public DataSet of(Workload workload) {
    return switch (workload) {
      case TPCH, HARD, SKEW, SCANS -> new TpchDataSet(scale, partitions);
      case TPCDS -> new TpcdsDataSet(scale, suites.resolve("tpcds").resolve("schema"));
      case GROUPBY -> GroupingTables.of(rowsOr(TASK_ROWS));
      case JOIN -> JoinTables.of(rowsOr(TASK_ROWS));
      case WIDE -> ShapedTables.wide(rowsOr(WIDE_ROWS), partitions);
      case FILES -> ShapedTables.smallFiles(rowsOr(SMALL_FILE_ROWS));
      case TEXTS -> ShapedTables.longTexts(rowsOr(LONG_TEXTS), partitions);
    };
  }

  /** Returns a table {@code events} of about a megabyte of CSV in one file. */
  public static DataSet megabyte() {
    return ShapedTables.events("megabyte", MEGABYTE_ROWS, 1);
  }

  private long rowsOr(long defaultRows) {
    return rows > 0 ? rows : defaultRows;
  }
}
