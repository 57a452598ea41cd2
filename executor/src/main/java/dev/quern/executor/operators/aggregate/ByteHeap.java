package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.MemoryPool;
import java.util.Arrays;

/**
 * Room for states of any length, given out piece by piece and freed all at once. Taken from the
 * reservation beyond its limit if need be: the operator looks at {@link #isOverBudget} after each
 * batch and spills.
 */
final class ByteHeap implements AutoCloseable {
  private static final int SMALLEST_PAGE = 4 << 10;
  private static final int LARGEST_PAGE = 256 << 10;

  private final MemoryPool.Reservation reservation;
  private long[] pages = new long[8];
  private int pageCount;
  private long position;
  private long limit;
  private long bytes;
  private boolean overBudget;

  ByteHeap(MemoryPool.Reservation reservation) {
    this.reservation = reservation;
  }

  /** Returns whether memory was taken that the pool had refused. */
  boolean isOverBudget() {
    return overBudget;
  }

  long bytes() {
    return bytes;
  }

  /** Returns the address of {@code length} bytes of undefined content, at a multiple of 8. */
  long allocate(long length) {
    long rounded = (length + 7) & ~7L;
    if (limit - position < rounded) {
      addPage(Math.max(rounded, Math.min(LARGEST_PAGE, Math.max(SMALLEST_PAGE, bytes))));
    }
    long address = position;
    position += rounded;
    return address;
  }

  private void addPage(long size) {
    if (!reservation.tryGrow(size)) {
      reservation.force(size);
      overBudget = true;
    }
    if (pageCount == pages.length) {
      pages = Arrays.copyOf(pages, 2 * pageCount);
    }
    bytes += size;
    pages[pageCount] = Memory.allocate(size);
    position = pages[pageCount];
    limit = position + size;
    pageCount++;
  }

  void clear() {
    for (int i = 0; i < pageCount; i++) {
      Memory.free(pages[i]);
    }
    reservation.shrink(bytes);
    pageCount = 0;
    position = 0;
    limit = 0;
    bytes = 0;
    overBudget = false;
  }

  @Override
  public void close() {
    clear();
  }
}
