package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The FINAL and SINGLE phases: reads its whole input, then emits each group once. Closes its input.
 * Not thread-safe.
 */
final class HashAggregateOperator implements BatchSource {
  private final AggregateNode node;
  private final BatchSource input;
  private final BufferAllocator allocator;
  private final InputColumns columns;
  private final List<AutoCloseable> closeables = new ArrayList<>();
  private final SpillableGroups groups;
  private final List<DistinctRows> distinctRows;
  private boolean inputRead;

  HashAggregateOperator(AggregateNode node, BatchSource input, TaskContext context) {
    this.node = node;
    this.input = input;
    this.columns = InputColumns.of(node);
    this.allocator =
        context.allocator().newChildAllocator("aggregate-" + node.id(), 0, Long.MAX_VALUE);
    closeables.add(allocator);
    try {
      OperatorStatistics statistics = context.statistics(node.id());
      Schema keys = node.input().schema().select(node.groupKeys());
      this.groups =
          new SpillableGroups(
              "aggregate-" + node.id(),
              keys,
              node.aggregates(),
              node.schema(),
              statistics,
              context,
              allocator);
      closeables.add(0, groups);
      this.distinctRows = DistinctRows.of(node, statistics, context, allocator);
      closeables.addAll(0, distinctRows);
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, closeables);
    }
  }

  @Override
  public Schema schema() {
    return node.schema();
  }

  @Override
  public @Nullable Batch next() {
    if (!inputRead) {
      readInput();
      inputRead = true;
    }
    return groups.next();
  }

  private void readInput() {
    for (Batch batch = input.next(); batch != null; batch = input.next()) {
      add(batch);
    }
    for (DistinctRows rows : distinctRows) {
      rows.addTo(groups);
    }
    groups.finish();
  }

  private void add(Batch owned) {
    try (owned) {
      groups.add(owned, columns);
      for (DistinctRows rows : distinctRows) {
        rows.add(owned);
      }
    }
  }

  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>(closeables);
    all.add(0, input);
    Closing.closeAll(all);
  }
}
