package dev.quern.executor.expressions;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** Converts a column to another type. */
@FunctionalInterface
interface NestedCast {
  /**
   * Writes the first {@code rows} values to {@code target}, which is empty. Its value count is set
   * by the caller.
   */
  void convert(FieldVector source, int rows, FieldVector target, BufferAllocator allocator);
}
