package dev.quern.executor.worker;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;

/**
 * Tells a running attempt to end. Set by any thread, looked at by the attempt's between batches.
 */
public final class Cancellation {
  /** No deadline. */
  public static final long NEVER = Long.MAX_VALUE;

  private final long deadlineNanos;
  private volatile boolean isCancelled;

  /**
   * Makes one for an attempt that has to end by itself when its query runs out of time.
   *
   * @param deadlineNanos time as {@link System#nanoTime} tells it, or {@link #NEVER}
   */
  public Cancellation(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  /** Asks the attempt to end soon. */
  public void cancel() {
    isCancelled = true;
  }

  /**
   * Returns at once unless the attempt is to end.
   *
   * @throws QueryException CANCELLED or TIMEOUT if it is
   */
  public void check() {
    if (isCancelled) {
      throw new QueryException(ErrorCode.CANCELLED, "The task was cancelled");
    }
    if (deadlineNanos != NEVER && System.nanoTime() - deadlineNanos > 0) {
      throw new QueryException(
          ErrorCode.TIMEOUT, "The query ran out of time; raise the setting timeout");
    }
  }
}
