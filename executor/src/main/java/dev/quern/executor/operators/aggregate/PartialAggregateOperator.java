package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.OperatorMemory;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.Objects;
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

  /** Groups are emitted in batches of about this size, or of one row. */
  private static final long BATCH_BYTES = 1 << 20;

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
  private final long batchBytes;
  private @Nullable Batch batch;
  private int ungroupedRows;
  private @Nullable RowCursor output;
  private int found;
  private int emitted;
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
    this.batchBytes = Math.min(BATCH_BYTES, context.memoryPool().limitBytes() / 16);
    this.reservation = OperatorMemory.open("aggregate-" + node.id(), true, context);
    try {
      Schema keys = node.input().schema().select(node.groupKeys());
      this.aggregation =
          new Aggregation(
              keys, node.aggregates(), context.expressions().userFunctions(), reservation);
      if (node.groupKeys().isEmpty()) {
        aggregation.createOnlyGroup(context::checkCancelled);
      }
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
        Batch states = nextStates(output);
        if (states != null) {
          return states;
        }
        output = null;
        aggregation.clear();
        rowsGrouped = 0;
      }
      if (batch == null && inputRead) {
        return null;
      }
      Batch states = advance();
      if (states != null) {
        return states;
      }
    }
  }

  /** Returns the next states of groups, or null if there are no more. */
  private @Nullable Batch nextStates(RowCursor cursor) {
    if (emitted == found) {
      emitted = 0;
      found = cursor.next(addresses, addresses.length);
      if (found == 0) {
        return null;
      }
    }
    int count = aggregation.fitting(addresses, emitted, found - emitted, batchBytes);
    Batch states = aggregation.states(addresses, emitted, count, node.schema(), allocator);
    emitted += count;
    return states;
  }

  private void startOutput() {
    found = 0;
    emitted = 0;
    output = aggregation.groups();
  }

  /** Takes more rows in; returns the states of rows that are not grouped, or null. */
  private @Nullable Batch advance() {
    if (batch == null && !nextBatch()) {
      startOutput();
      return null;
    }
    if (stepsAside && !aggregation.isPending()) {
      return nextUngrouped();
    }
    group();
    return null;
  }

  private boolean nextBatch() {
    context.checkCancelled();
    batch = input.next();
    if (batch == null) {
      inputRead = true;
      return false;
    }
    startBatch(batch);
    return true;
  }

  private void startBatch(Batch next) {
    ungroupedRows = 0;
    if (!stepsAside) {
      aggregation.start(next, columns);
      rowsGrouped += next.rowCount();
    }
  }

  /** Takes in rows of the batch; starts the output if the table is full, useless or wanted back. */
  private void group() {
    boolean hasKeys = !node.groupKeys().isEmpty();
    aggregation.advance();
    context.statistics(node.id()).observeReserved(reservation.bytes());
    if (!aggregation.isPending()) {
      closeBatch();
      if (hasKeys && isFull()) {
        startOutput();
      }
      return;
    }
    if (hasKeys && aggregation.groupCount() > 0) {
      startOutput();
    } else {
      aggregation.insist(context::checkCancelled);
    }
  }

  private boolean isFull() {
    if (rowsGrouped >= SAMPLE_ROWS && aggregation.groupCount() > USELESS_SHARE * rowsGrouped) {
      stepsAside = true;
      return true;
    }
    boolean wantedBack = reservation.isSpillRequested();
    reservation.clearSpillRequest();
    return wantedBack || aggregation.bytes() > mostBytes;
  }

  /** Makes states of as many rows of the batch as memory is given for. */
  private @Nullable Batch nextUngrouped() {
    Batch current = Objects.requireNonNull(batch);
    int left = current.rowCount() - ungroupedRows;
    for (int count = left; count > 0; count /= 2) {
      try (Batch part = current.slice(ungroupedRows, count, allocator)) {
        Batch states = aggregation.tryUngrouped(part, columns, node.schema(), allocator);
        if (states != null) {
          ungroupedRows += count;
          if (ungroupedRows == current.rowCount()) {
            closeBatch();
          }
          return states;
        }
      }
    }
    // Memory is short: only groups can wait for it.
    stepsAside = false;
    Batch rest = current.slice(ungroupedRows, left, allocator);
    closeBatch();
    batch = rest;
    startBatch(rest);
    return null;
  }

  private void closeBatch() {
    if (batch != null) {
      batch.close();
      batch = null;
    }
  }

  @Override
  public void close() {
    closeBatch();
    Closing.closeAll(List.of(input, aggregation, reservation, allocator));
  }
}
