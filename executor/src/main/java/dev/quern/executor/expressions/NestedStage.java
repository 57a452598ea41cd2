package dev.quern.executor.expressions;

import dev.quern.executor.batch.Batch;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** A part of an expression that is computed before the rest. */
interface NestedStage {
  /**
   * Appends columns to {@code vectors}.
   *
   * @param known the columns so far; not to be closed
   * @param made takes whatever is allocated, also if this fails; the caller closes it
   */
  void run(
      Batch known, BufferAllocator allocator, List<FieldVector> vectors, List<FieldVector> made);
}
