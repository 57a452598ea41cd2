package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.types.Schema;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The PARTIAL phase: groups as many rows as a table of bounded size takes, emits the states, and
 * begins again. It never spills, since the FINAL phase merges states anyway; and it steps aside
 * where grouping hardly makes rows fewer: from then on each row becomes a state of its own. Closes
 * its input. Not thread-safe.
 */
final class PartialAggregateOperator implements BatchSource {
  /** A table that still fits the caches of a core well enough. */
  private static final long MOST_BYTES = 16 << 20;

  /** Rows after which it is judged whether grouping pays. */
  private static final long SAMPLE_ROWS = 64 << 10;

  /** Groups by row above which it does not. */
  private static final double USELESS_SHARE = 0.75;

  private final AggregateNode node;
  private final BatchSource input;
  private final TaskContext context;
  private final InputColumns columns;
  private final MemoryPool.Reservation reservation;
  private final Aggregation aggregation;
  private final BufferAllocator allocator;
  private final long mostBytes;
  private final long[] addresses;
  private @Nullable RowCursor output;
  private long rowsGrouped;
  private boolean stepsAside;
  private boolean inputRead;

  PartialAggregateOperator(AggregateNode node, BatchSource input, TaskContext context) {
    this.node = node;
    this.input = input;
    this.context = context;
    this.columns = InputColumns.of(node);
    this.addresses = new long[context.settings().batchRows()];
    this.mostBytes = Math.min(MOST_BYTES, context.memoryPool().limitBytes() / 4);
    this.reservation = context.memoryPool().open("aggregate-" + node.id(), true);
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
    while (true) {
      if (output != null) {
        int count = output.next(addresses, addresses.length);
        if (count > 0) {
          return aggregation.states(addresses, 0, count, node.schema(), allocator);
        }
        output = null;
        aggregation.clear();
      }
      if (inputRead) {
        return null;
      }
      if (stepsAside) {
        return nextUngrouped();
      }
      group();
      output = aggregation.groups();
    }
  }

  /** Groups rows until the table is full, useless or wanted back, or the input ends. */
  private void group() {
    rowsGrouped = 0;
    boolean hasKeys = !node.groupKeys().isEmpty();
    if (!hasKeys) {
      aggregation.createOnlyGroup();
    }
    for (Batch batch = input.next(); batch != null; batch = input.next()) {
      add(batch);
      if (hasKeys && isFull()) {
        return;
      }
    }
    inputRead = true;
  }

  private void add(Batch owned) {
    try (owned) {
      context.checkCancelled();
      aggregation.reserve(owned.rowCount(), true);
      aggregation.consume(owned, columns);
      rowsGrouped += owned.rowCount();
      context.statistics(node.id()).observeReserved(reservation.bytes());
    }
  }

  private boolean isFull() {
    if (rowsGrouped >= SAMPLE_ROWS && aggregation.groupCount() > USELESS_SHARE * rowsGrouped) {
      stepsAside = true;
      return true;
    }
    boolean wantedBack = aggregation.isOverBudget() || reservation.isSpillRequested();
    reservation.clearSpillRequest();
    return wantedBack || aggregation.bytes() > mostBytes;
  }

  private @Nullable Batch nextUngrouped() {
    Batch batch = input.next();
    if (batch == null) {
      inputRead = true;
      return null;
    }
    try (Batch owned = batch) {
      context.checkCancelled();
      return aggregation.ungrouped(owned, columns, node.schema(), allocator);
    }
  }

  @Override
  public void close() {
    Closing.closeAll(List.of(input, aggregation, reservation, allocator));
  }
}
