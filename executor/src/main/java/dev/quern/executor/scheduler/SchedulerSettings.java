package dev.quern.executor.scheduler;

/**
 * How tasks are cut and repeated.
 *
 * @param slots number of tasks that will run at the same time; decides how many tasks are cut
 * @param maxAttempts runs of one task that may fail before the query fails
 * @param secondAttempts whether a task that takes much longer than others is run a second time
 * @param minTaskBytes inputs smaller than this are not divided further
 * @param maxTaskBytes tasks are not made larger than this
 * @param mostCopiedBytes what tasks of one stage may copy of others, all build sides together,
 *     before their joins are shuffled
 */
public record SchedulerSettings(
    int slots,
    int maxAttempts,
    boolean secondAttempts,
    long minTaskBytes,
    long maxTaskBytes,
    long mostCopiedBytes) {
  /** A task may fail three times for reasons that are not the user's. */
  public static final int DEFAULT_MAX_ATTEMPTS = 4;

  private static final int TASKS_PER_SLOT = 4;

  /**
   * What tasks of the root stage read at most. One of them hands its rows to the client while the
   * others wait for their turn with little in hand; with large ones, most slots would be idle.
   */
  private static final long MOST_ROOT_TASK_BYTES = 32L << 20;

  /**
   * The part of a process's memory that copied build sides may take before they are shuffled. In a
   * table they are up to twice as large as on their way, and there are other operators.
   */
  private static final int COPIED_PART = 4;

  /** Returns the usual settings for tasks in processes that have {@code memoryBytes} each. */
  public static SchedulerSettings of(int slots, boolean secondAttempts, long memoryBytes) {
    return new SchedulerSettings(
        slots,
        DEFAULT_MAX_ATTEMPTS,
        secondAttempts,
        4L << 20,
        256L << 20,
        memoryBytes / COPIED_PART);
  }

  /** Returns settings that make tasks of this size, whatever the input. */
  public SchedulerSettings withTaskBytes(long bytes) {
    return new SchedulerSettings(slots, maxAttempts, secondAttempts, bytes, bytes, mostCopiedBytes);
  }

  /** Returns these settings for a stage, see {@link #MOST_ROOT_TASK_BYTES}. */
  public SchedulerSettings of(boolean isRoot) {
    long most = Math.max(minTaskBytes, Math.min(maxTaskBytes, MOST_ROOT_TASK_BYTES));
    return isRoot
        ? new SchedulerSettings(
            slots, maxAttempts, secondAttempts, minTaskBytes, most, mostCopiedBytes)
        : this;
  }

  /** Returns how much each task should read of an input of {@code totalBytes}. */
  public long taskBytes(long totalBytes) {
    long even = totalBytes / ((long) slots * TASKS_PER_SLOT) + 1;
    return Math.max(minTaskBytes, Math.min(maxTaskBytes, even));
  }
}
