package dev.quern.executor.operators.sort;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.TopNNode;
import dev.quern.plan.types.Schema;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Emits the first {@code limit} rows in order after leaving out the first {@code offset}. Rows that
 * cannot be among them are dropped as they come, by their normalized keys alone. Spills if even the
 * rows that remain do not fit memory. Closes its input.
 */
public final class TopNOperator implements BatchSource {
  private final TopNNode node;
  private final BatchSource input;
  private final BufferAllocator allocator;
  private final ExternalSorter sorter;
  private final boolean isEmpty;
  private boolean inputRead;
  private long rowsToSkip;

  public TopNOperator(TopNNode node, BatchSource input, TaskContext context) {
    this.node = node;
    this.input = input;
    this.rowsToSkip = node.offset();
    this.isEmpty = node.limit() == 0;
    String name = "top-n-" + node.id();
    this.sorter =
        new ExternalSorter(
            input.schema(),
            node.keys(),
            rowsToKeep(),
            context.memoryPool().mostBatchBytes(),
            name,
            context.statistics(node.id()),
            context);
    this.allocator = context.allocator().newChildAllocator(name, 0, Long.MAX_VALUE);
  }

  private long rowsToKeep() {
    if (node.limit() < 0 || node.limit() > Long.MAX_VALUE - node.offset()) {
      return Long.MAX_VALUE;
    }
    return Math.max(1, node.offset() + node.limit());
  }

  @Override
  public Schema schema() {
    return input.schema();
  }

  @Override
  public @Nullable Batch next() {
    if (isEmpty) {
      return null;
    }
    if (!inputRead) {
      readInput();
    }
    for (Batch batch = sorter.next(allocator); batch != null; batch = sorter.next(allocator)) {
      int skipped = (int) Math.min(rowsToSkip, batch.rowCount());
      rowsToSkip -= skipped;
      if (skipped < batch.rowCount()) {
        return batch.sliceAndRelease(skipped, batch.rowCount() - skipped, allocator);
      }
      batch.close();
    }
    return null;
  }

  /** Reads all rows and closes the input, whose memory is not needed any more. */
  private void readInput() {
    for (Batch batch = input.next(); batch != null; batch = input.next()) {
      sorter.add(batch);
    }
    inputRead = true;
    input.close();
  }

  @Override
  public void close() {
    Closing.closeAll(inputRead ? List.of(sorter, allocator) : List.of(input, sorter, allocator));
  }
}
