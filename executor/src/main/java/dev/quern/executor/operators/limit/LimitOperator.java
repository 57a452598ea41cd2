package dev.quern.executor.operators.limit;

import static java.lang.Math.min;
import static java.lang.Math.toIntExact;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.LimitNode;
import dev.quern.plan.types.Schema;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Passes on at most {@code limit} rows of its input, after leaving out the first {@code offset}.
 *
 * <p>Pulls nothing more once the limit is reached. Output batches are slices of input batches: no
 * values are copied. Closes its input.
 */
public final class LimitOperator implements BatchSource {
  private final BatchSource input;
  private final BufferAllocator allocator;
  private long rowsToSkip;
  private long rowsToEmit;

  public LimitOperator(LimitNode node, BatchSource input, TaskContext context) {
    this.input = input;
    this.allocator = context.allocator().newChildAllocator("limit-" + node.id(), 0, Long.MAX_VALUE);
    this.rowsToSkip = node.offset();
    this.rowsToEmit = node.limit() < 0 ? Long.MAX_VALUE : node.limit();
  }

  @Override
  public Schema schema() {
    return input.schema();
  }

  @Override
  public @Nullable Batch next() {
    while (rowsToEmit > 0) {
      Batch batch = input.next();
      if (batch == null) {
        return null;
      }
      int skipped = toIntExact(min(rowsToSkip, batch.rowCount()));
      int emitted = toIntExact(min(rowsToEmit, batch.rowCount() - skipped));
      rowsToSkip -= skipped;
      rowsToEmit -= emitted;
      if (emitted > 0) {
        return batch.sliceAndRelease(skipped, emitted, allocator);
      }
      batch.close();
    }
    return null;
  }

  @Override
  public void close() {
    try {
      input.close();
    } finally {
      allocator.close();
    }
  }
}
