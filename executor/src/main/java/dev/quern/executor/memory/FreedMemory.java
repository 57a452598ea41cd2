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

  static final long LEAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  static final long MOST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * The pause is at least so many times as long as giving back took: it stops all threads that
   * allocate, and what they need again must be cleared.
   */
  private static final int PAUSE_FACTOR = 32;

  /** If less than this part of the budget came back, it is not worth to try again soon. */
  private static final int WORTHWHILE_PART = 32;

  private final ProcessMemory process;
  private final AtomicLong nextLook;
  private volatile long pauseNanos = LEAST_PAUSE_NANOS;

  FreedMemory(ProcessMemory process) {
    this.process = process;
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
    if (now - due < 0 || !nextLook.compareAndSet(due, now + pauseNanos)) {
      return;
    }
    pauseNanos = look(budgetBytes, process.residentBytes());
    nextLook.set(process.nanoTime() + pauseNanos);
  }

  /** Returns how long to wait before the next look. */
  private long look(long budgetBytes, long residentBytes) {
    if (residentBytes - MARGIN_BYTES <= budgetBytes) {
      return LEAST_PAUSE_NANOS;
    }
    long start = process.nanoTime();
    process.trim();
    long pause = Math.max(LEAST_PAUSE_NANOS, PAUSE_FACTOR * (process.nanoTime() - start));
    boolean isWorthwhile = residentBytes - process.residentBytes() >= budgetBytes / WORTHWHILE_PART;
    if (!isWorthwhile) {
      pause = Math.max(pause, 2 * pauseNanos);
    }
    return Math.min(pause, MOST_PAUSE_NANOS);
  }
}
