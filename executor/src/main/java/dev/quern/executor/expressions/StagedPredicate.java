package dev.quern.executor.expressions;

import dev.quern.executor.batch.Allocators;
import dev.quern.executor.batch.Batch;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** A condition whose calls with nested values are computed first. */
final class StagedPredicate implements Predicate {
  private final NestedStages stages;
  private final Predicate rest;

  StagedPredicate(NestedStages stages, Predicate rest) {
    this.stages = stages;
    this.rest = rest;
  }

  @Override
  public int select(Batch input, int[] selected) {
    if (input.columnCount() > 0) {
      return select(input, input.vector(0).getAllocator(), selected);
    }
    // Over constants alone: there is nobody whose memory it could be.
    try (BufferAllocator allocator = Allocators.newRoot()) {
      return select(input, allocator, selected);
    }
  }

  private int select(Batch input, BufferAllocator allocator, int[] selected) {
    List<FieldVector> made = new ArrayList<>();
    try {
      return rest.select(stages.extend(input, allocator, made), selected);
    } finally {
      made.forEach(FieldVector::close);
    }
  }
}
