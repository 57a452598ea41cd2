package dev.quern.executor.expressions;

import dev.quern.executor.batch.Batch;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Output columns computed from the rows of a batch. Not thread-safe: each task makes its own. */
public interface Projection {
  /**
   * Returns one output row for each selected input row, in order. The input stays open and owned by
   * the caller; output columns may share its memory.
   *
   * @param selected row indexes, ascending; null = all rows
   * @param count how many entries of {@code selected} count; ignored if it is null
   */
  Batch project(Batch input, int @Nullable [] selected, int count, BufferAllocator allocator);
}
