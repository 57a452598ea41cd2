package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.plan.errors.Checks;
import java.util.Arrays;

/**
 * Room for states of any length, given out piece by piece and freed all at once. Before states
 * grow, {@link #tryReserve} must have been asked for as much as they may take.
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
  private long spare;

  ByteHeap(MemoryPool.Reservation reservation) {
    this.reservation = reservation;
  }

  /** Returns the bytes taken from the reservation. */
  long bytes() {
    return bytes + spare;
  }

  /**
   * Makes sure of memory for pieces of {@code most} bytes in total, each rounded up to a multiple
   * of 8; it stays reserved until it is used or all is cleared.
   *
   * @return false if the memory was refused
   */
  boolean tryReserve(long most) {
    if (most <= limit - position || most <= spare) {
      return true;
    }
    long page = Math.max(most, Math.min(LARGEST_PAGE, Math.max(SMALLEST_PAGE, bytes)));
    if (reservation.tryGrow(page - spare)) {
      spare = page;
      return true;
    }
    if (reservation.tryGrow(most - spare)) {
      spare = most;
      return true;
    }
    return false;
  }

  /** As {@link #tryReserve}; asks other holders if need be, or throws OUT_OF_MEMORY. */
  void insist(long most, Runnable whileWaiting) {
    if (!tryReserve(most)) {
      reservation.growOrWait(most - spare, whileWaiting);
      spare = most;
    }
  }

  /** Returns the address of {@code length} bytes of undefined content, at a multiple of 8. */
  long allocate(long length) {
    long rounded = (length + 7) & ~7L;
    if (limit - position < rounded) {
      Checks.check(rounded <= spare, "states grow by %s bytes of %s", rounded, spare);
      addPage(spare);
      spare = 0;
    }
    long address = position;
    position += rounded;
    return address;
  }

  private void addPage(long size) {
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
    reservation.shrink(bytes + spare);
    pageCount = 0;
    position = 0;
    limit = 0;
    bytes = 0;
    spare = 0;
  }

  @Override
  public void close() {
    clear();
  }
}
