package dev.quern.executor.memory;

import java.util.Arrays;

/**
 * Pages of tables that were freed a moment ago, for the next table of a query. To take memory anew
 * costs far more than to use it: the machine clears fresh pages at first touch, 4 KB at a time; a
 * table filled in pages used before took 55 ns a row, in fresh ones 400. Holds little, and nothing
 * when no query runs. Thread-safe.
 */
final class PageCache {
  /** Sizes that are kept are powers of two from 2 to the power of this on. */
  private static final int SMALLEST_SHIFT = 18;

  private static final int SIZES = 5;
  private static final int BUDGET_SHARE = 8;
  private static final long MOST_BYTES = 32 << 20;

  private final long[][] pages = new long[SIZES][0];
  private final int[] counts = new int[SIZES];
  private long limitBytes;
  private long bytes;

  /** Sets the budget, of which a small part may be kept here; 0 keeps nothing. */
  synchronized void setBudget(long budgetBytes) {
    limitBytes = Math.min(MOST_BYTES, budgetBytes / BUDGET_SHARE);
    trimTo(limitBytes);
  }

  /** Returns the address of a page of undefined content, which {@link #free} takes back. */
  long allocate(long size) {
    long page = take(sizeIndex(size));
    return page != 0 ? page : Memory.allocate(size);
  }

  /** Keeps a page or gives it back to the machine. */
  void free(long page, long size) {
    if (!keep(page, size, sizeIndex(size))) {
      Memory.free(page);
    }
  }

  /** Gives as many pages back to the machine as leave at most so many bytes here. */
  synchronized void trimTo(long mostBytes) {
    for (int index = SIZES - 1; index >= 0 && bytes > mostBytes; index--) {
      while (counts[index] > 0 && bytes > mostBytes) {
        Memory.free(take(index));
      }
    }
  }

  /** Returns the bytes kept. */
  synchronized long bytes() {
    return bytes;
  }

  private synchronized long take(int index) {
    if (index < 0 || counts[index] == 0) {
      return 0;
    }
    bytes -= 1L << (SMALLEST_SHIFT + index);
    return pages[index][--counts[index]];
  }

  private synchronized boolean keep(long page, long size, int index) {
    if (index < 0 || bytes + size > limitBytes) {
      return false;
    }
    if (counts[index] == pages[index].length) {
      pages[index] = Arrays.copyOf(pages[index], 2 * counts[index] + 8);
    }
    pages[index][counts[index]++] = page;
    bytes += size;
    return true;
  }

  /** Returns the place of a size, or -1 if pages of that size are not kept. */
  private static int sizeIndex(long size) {
    int index = Long.numberOfTrailingZeros(size) - SMALLEST_SHIFT;
    return Long.bitCount(size) == 1 && index >= 0 && index < SIZES ? index : -1;
  }
}
