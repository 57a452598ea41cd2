package dev.quern.optimizer.physical;

/**
 * What the choice of operators depends on besides the query and its data.
 *
 * @param processes number of processes that run tasks, at least 1
 * @param threads number of tasks that run at the same time, in all processes together, at least 1
 * @param partitionCount number of partitions of a hash exchange, at least 1
 * @param broadcastRows a build side of more rows is not copied to every process
 * @param broadcastBytes a build side of more bytes is not copied to every process
 * @param timeoutMillis longest time for planning
 */
public record OptimizerSettings(
    int processes,
    int threads,
    int partitionCount,
    long broadcastRows,
    long broadcastBytes,
    long timeoutMillis) {

  public static final long DEFAULT_BROADCAST_ROWS = 2_000_000;
  public static final long DEFAULT_BROADCAST_BYTES = 64L << 20;
  public static final long DEFAULT_TIMEOUT_MILLIS = 30_000;

  public OptimizerSettings {
    requirePositive("processes", processes);
    requirePositive("threads", threads);
    requirePositive("partitionCount", partitionCount);
    requirePositive("timeoutMillis", timeoutMillis);
  }

  /**
   * Returns settings for a machine: four partitions for each thread, so that a task takes a share
   * of the work that evens out skew.
   */
  public static OptimizerSettings of(int processes, int threads) {
    return new OptimizerSettings(
        processes,
        threads,
        Math.max(4 * threads, 1),
        DEFAULT_BROADCAST_ROWS,
        DEFAULT_BROADCAST_BYTES,
        DEFAULT_TIMEOUT_MILLIS);
  }

  public OptimizerSettings withBroadcast(long rows, long bytes) {
    return new OptimizerSettings(processes, threads, partitionCount, rows, bytes, timeoutMillis);
  }

  public OptimizerSettings withPartitionCount(int newPartitionCount) {
    return new OptimizerSettings(
        processes, threads, newPartitionCount, broadcastRows, broadcastBytes, timeoutMillis);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
  }
}
