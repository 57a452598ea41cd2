package dev.quern.optimizer.physical;

/**
 * What the choice of operators depends on besides the query and its data.
 *
 * @param processes number of processes that run tasks, at least 1
 * @param threads number of tasks that run at the same time, in all processes together, at least 1
 * @param partitionCount number of partitions of a hash exchange, at least 1
 * @param broadcastRows a build side of more rows is not copied to every process
 * @param broadcastBytes a build side of more bytes is not copied to every process
 * @param largestCopyBytes nor is one of more bytes, however large the other side of its join is
 * @param timeoutMillis longest time for planning
 */
public record OptimizerSettings(
    int processes,
    int threads,
    int partitionCount,
    long broadcastRows,
    long broadcastBytes,
    long largestCopyBytes,
    long timeoutMillis) {

  public static final long DEFAULT_BROADCAST_ROWS = 2_000_000;
  public static final long DEFAULT_BROADCAST_BYTES = 64L << 20;
  public static final long DEFAULT_TIMEOUT_MILLIS = 30_000;

  /** The part of a process's memory that the rows of one copied build side may take. */
  private static final int MEMORY_PART = 16;

  private static final long LARGEST_COPY_BYTES = 512L << 20;

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
        DEFAULT_BROADCAST_BYTES,
        DEFAULT_TIMEOUT_MILLIS);
  }

  /** Returns settings under which no larger build side is copied, and the rows do not matter. */
  public OptimizerSettings withLargestBroadcast(long bytes) {
    return new OptimizerSettings(
        processes, threads, partitionCount, Long.MAX_VALUE, bytes, bytes, timeoutMillis);
  }

  /**
   * Returns settings under which build sides that are small beside their probe sides are copied as
   * far as there is memory for them.
   *
   * @param processMemoryBytes the memory of each process
   */
  public OptimizerSettings withMemory(long processMemoryBytes) {
    long largest = Math.min(processMemoryBytes / MEMORY_PART, LARGEST_COPY_BYTES);
    return new OptimizerSettings(
        processes,
        threads,
        partitionCount,
        broadcastRows,
        broadcastBytes,
        Math.max(broadcastBytes, largest),
        timeoutMillis);
  }

  public OptimizerSettings withPartitionCount(int newPartitionCount) {
    return new OptimizerSettings(
        processes,
        threads,
        newPartitionCount,
        broadcastRows,
        broadcastBytes,
        largestCopyBytes,
        timeoutMillis);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
  }
}
