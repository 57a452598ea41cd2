package dev.quern.executor.memory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives memory back to the machine that was freed here, but that the C library keeps for the next
 * allocation. Pages of tables, blocks and batches are of many sizes and lifetimes; without this a
 * process with a budget of 1 GB came to hold 1.4 GB. Thread-safe.
 *
 * <p>As long as the process is not larger than its budget and a margin, nothing is given back: what
 * is used again at once costs nothing, and fresh pages must be cleared.
 */
final class FreedMemory {
  /** What a process takes beside its budget: heap, classes and code of Java. */
  static final long MARGIN_BYTES = 96L << 20;

  /** In twice this time a process of 1 GB was seen to pass its limit. */
  static final long LEAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  static final long MOST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * The pause is at least so many times as long as giving back took: it stops all threads that
   * allocate, and what they need again must be cleared.
   */
  private static final int PAUSE_FACTOR = 32;

  /** The same when the process has grown fast since and is larger than it should be. */
  private static final int SHORT_PAUSE_FACTOR = 2;

  /** If less than this part of the budget came back, it is not worth to try again soon. */
  private static final int WORTHWHILE_PART = 32;

  /**
   * A process that has grown by this part of the budget, and is that much too large, does not wait
   * for the whole pause.
   */
  private static final int GROWN_PART = 32;

  private final ProcessMemory process;
  private final AtomicLong nextLook;
  private long pauseNanos = LEAST_PAUSE_NANOS;
  private long trimNanos;
  private long lastTrim;
  private long bytesAfterTrim;

  FreedMemory(ProcessMemory process) {
    this.process = process;
    this.lastTrim = process.nanoTime() - MOST_PAUSE_NANOS;
    this.nextLook = new AtomicLong(process.nanoTime());
  }

  /**
   * Looks from time to time how large the process is, and makes it smaller if that is needed.
   * Called often, by any thread; nearly always returns at once.
   *
   * @param budgetBytes what all queries of the process may take
   */
  void look(long budgetBytes) {
    long now = process.nanoTime();
    long due = nextLook.get();
    if (now - due < 0 || !nextLook.compareAndSet(due, now + LEAST_PAUSE_NANOS)) {
      return;
    }
    look(budgetBytes, process.residentBytes(), now);
    nextLook.set(process.nanoTime() + LEAST_PAUSE_NANOS);
  }

  /** One at a time: the next is not due before this one may have ended, and then it waits. */
  private synchronized void look(long budgetBytes, long residentBytes, long now) {
    if (residentBytes - MARGIN_BYTES <= budgetBytes) {
      pauseNanos = LEAST_PAUSE_NANOS;
      trimNanos = 0;
      bytesAfterTrim = residentBytes;
      return;
    }
    long tooMuch = residentBytes - MARGIN_BYTES - budgetBytes;
    boolean isUrgent =
        Math.min(tooMuch, residentBytes - bytesAfterTrim) >= budgetBytes / GROWN_PART;
    long pause =
        isUrgent ? Math.max(LEAST_PAUSE_NANOS, SHORT_PAUSE_FACTOR * trimNanos) : pauseNanos;
    if (now - lastTrim < Math.min(pause, MOST_PAUSE_NANOS)) {
      return;
    }
    trim(budgetBytes, residentBytes);
  }

  /**
   * Makes the process smaller if a large allocation that is about to be made would let it pass its
   * budget: what it takes the place of was freed, but may be kept elsewhere. A moment after memory
   * was given back there is only something to give if the process has grown since.
   *
   * @param budgetBytes what all queries of the process may take
   * @param bytes of the allocation
   */
  synchronized void makeRoom(long budgetBytes, long bytes) {
    long residentBytes = process.residentBytes();
    if (residentBytes + bytes - MARGIN_BYTES <= budgetBytes) {
      return;
    }
    boolean hasGrown = residentBytes - bytesAfterTrim >= budgetBytes / GROWN_PART;
    if (hasGrown || process.nanoTime() - lastTrim >= LEAST_PAUSE_NANOS) {
      trim(budgetBytes, residentBytes);
    }
  }

  private void trim(long budgetBytes, long residentBytes) {
    long start = process.nanoTime();
    process.trim();
    lastTrim = process.nanoTime();
    trimNanos = lastTrim - start;
    bytesAfterTrim = process.residentBytes();
    boolean isWorthwhile = residentBytes - bytesAfterTrim >= budgetBytes / WORTHWHILE_PART;
    pauseNanos =
        Math.min(
            MOST_PAUSE_NANOS,
            Math.max(
                Math.max(LEAST_PAUSE_NANOS, PAUSE_FACTOR * trimNanos),
                isWorthwhile ? 0 : 2 * pauseNanos));
  }
}
