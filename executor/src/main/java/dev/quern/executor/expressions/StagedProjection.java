package dev.quern.executor.expressions;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.VectorGather;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** A projection whose calls with nested values are computed first. */
final class StagedProjection implements Projection {
  private final NestedStages stages;
  private final Projection rest;

  StagedProjection(NestedStages stages, Projection rest) {
    this.stages = stages;
    this.rest = rest;
  }

  @Override
  public Batch project(
      Batch input, int @Nullable [] selected, int count, BufferAllocator allocator) {
    if (selected == null) {
      return projectAll(input, allocator);
    }
    try (Batch gathered = VectorGather.gather(input, selected, 0, count, allocator)) {
      return projectAll(gathered, allocator);
    }
  }

  private Batch projectAll(Batch input, BufferAllocator allocator) {
    List<FieldVector> made = new ArrayList<>();
    try {
      Batch extended = stages.extend(input, allocator, made);
      return rest.project(extended, null, extended.rowCount(), allocator);
    } finally {
      made.forEach(FieldVector::close);
    }
  }
}
