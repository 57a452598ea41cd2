package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.types.Schema;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads its whole input into an {@link Aggregation}, then emits the groups. Closes its input. Not
 * thread-safe.
 */
final class HashAggregateOperator implements BatchSource {
  private final AggregateNode node;
  private final BatchSource input;
  private final TaskContext context;
  private final BufferAllocator allocator;
  private final MemoryPool.Reservation reservation;
  private final Aggregation aggregation;
  private final InputColumns columns;
  private final long[] addresses;
  private @Nullable RowCursor output;

  HashAggregateOperator(AggregateNode node, BatchSource input, TaskContext context) {
    this.node = node;
    this.input = input;
    this.context = context;
    this.columns = InputColumns.of(node);
    this.addresses = new long[context.settings().batchRows()];
    this.reservation = context.memoryPool().open("aggregate " + node.id(), true);
    try {
      Schema keys = node.input().schema().select(node.groupKeys());
      this.aggregation = new Aggregation(keys, node.aggregates(), reservation);
    } catch (RuntimeException e) {
      reservation.close();
      throw e;
    }
    this.allocator =
        context.allocator().newChildAllocator("aggregate-" + node.id(), 0, Long.MAX_VALUE);
  }

  @Override
  public Schema schema() {
    return node.schema();
  }

  @Override
  public @Nullable Batch next() {
    if (output == null) {
      readInput();
      output = aggregation.groups();
    }
    int count = output.next(addresses, addresses.length);
    if (count == 0) {
      return null;
    }
    return node.phase() == AggregateNode.Phase.PARTIAL
        ? aggregation.states(addresses, 0, count, node.schema(), allocator)
        : aggregation.results(addresses, 0, count, node.schema(), allocator);
  }

  private void readInput() {
    if (node.groupKeys().isEmpty()) {
      aggregation.createOnlyGroup();
    }
    for (Batch batch = input.next(); batch != null; batch = input.next()) {
      consume(batch);
    }
  }

  private void consume(Batch owned) {
    try (owned) {
      context.checkCancelled();
      aggregation.reserve(owned.rowCount(), true);
      aggregation.consume(owned, columns);
    }
  }

  @Override
  public void close() {
    input.close();
    aggregation.close();
    reservation.close();
    allocator.close();
  }
}
