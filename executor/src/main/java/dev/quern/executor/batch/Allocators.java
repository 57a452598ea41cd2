package dev.quern.executor.batch;

import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Makes the allocators from which all others descend. */
public final class Allocators {
  /** Buffers begin and end with a cache line. */
  private static final long LINE_BYTES = 64;

  private Allocators() {}

  /**
   * Returns an allocator without a limit, which the caller closes. It gives what it is asked for,
   * rounded to cache lines. Arrow's own rounds to powers of two: a column of 4096 rows, whose
   * validity bits lie in one allocation with its values, would take twice the memory it uses.
   */
  public static BufferAllocator newRoot() {
    return new RootAllocator(AllocationListener.NOOP, Long.MAX_VALUE, Allocators::rounded);
  }

  private static long rounded(long bytes) {
    return (bytes + LINE_BYTES - 1) & -LINE_BYTES;
  }
}
