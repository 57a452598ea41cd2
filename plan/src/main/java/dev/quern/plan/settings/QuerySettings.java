package dev.quern.plan.settings;

/**
 * How a query runs.
 *
 * @param scheduler where tasks run; AUTO is resolved by the engine before execution
 * @param workers number of worker processes, at least 1; used by PROCESSES only
 * @param threads number of tasks that run at the same time, in all processes together, at least 1
 * @param memoryBytes budget for all data of the query in all its processes
 * @param tempDirectory folder for spill files, exchanges and sockets; each query makes its own
 *     sub-folder
 * @param timeoutMillis longest run time, 0 = none
 * @param batchRows most rows in a batch, at least 1
 * @param splitBytes wished size of a split, 0 = chosen from file sizes and parallelism
 * @param tempLimitBytes most bytes on disk for spill files and exchanges of the query, 0 = no limit
 * @param broadcastBytes largest build side of a join that is planned to be copied to every task, -1
 *     = chosen from memory and the other side's size
 */
public record QuerySettings(
    SchedulerKind scheduler,
    int workers,
    int threads,
    long memoryBytes,
    String tempDirectory,
    long timeoutMillis,
    int batchRows,
    long splitBytes,
    long tempLimitBytes,
    long broadcastBytes) {

  public static final int DEFAULT_BATCH_ROWS = 4096;

  public QuerySettings {
    requireAtLeast("workers", workers, 1);
    requireAtLeast("threads", threads, 1);
    requireAtLeast("memoryBytes", memoryBytes, 1);
    requireAtLeast("timeoutMillis", timeoutMillis, 0);
    requireAtLeast("batchRows", batchRows, 1);
    requireAtLeast("splitBytes", splitBytes, 0);
    requireAtLeast("tempLimitBytes", tempLimitBytes, 0);
    requireAtLeast("broadcastBytes", broadcastBytes, -1);
  }

  /** Makes settings without a limit for temporary files, and with the usual one for copies. */
  public QuerySettings(
      SchedulerKind scheduler,
      int workers,
      int threads,
      long memoryBytes,
      String tempDirectory,
      long timeoutMillis,
      int batchRows,
      long splitBytes) {
    this(
        scheduler,
        workers,
        threads,
        memoryBytes,
        tempDirectory,
        timeoutMillis,
        batchRows,
        splitBytes,
        0,
        -1);
  }

  public QuerySettings withScheduler(SchedulerKind newScheduler) {
    return new QuerySettings(
        newScheduler,
        workers,
        threads,
        memoryBytes,
        tempDirectory,
        timeoutMillis,
        batchRows,
        splitBytes,
        tempLimitBytes,
        broadcastBytes);
  }

  private static void requireAtLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
    }
  }
}
