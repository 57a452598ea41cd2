package dev.quern.executor.operators.sort;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.types.Schema;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Emits all rows of its input in order; rows with equal keys keep the input's order. Reads the
 * whole input at the first pull, and spills what memory does not hold. Closes its input.
 */
public final class SortOperator implements BatchSource {
  private final BatchSource input;
  private final BufferAllocator allocator;
  private final ExternalSorter sorter;
  private boolean inputRead;

  public SortOperator(SortNode node, BatchSource input, TaskContext context) {
    this(
        "sort-" + node.id(),
        node.keys(),
        input,
        context.memoryPool().mostBatchBytes(),
        context.statistics(node.id()),
        context);
  }

  /**
   * Sorts on behalf of another operator.
   *
   * @param name unique in the task; names the allocator, the reservation and the spill files
   * @param mostBatchBytes after how many bytes of rows a batch is full
   * @param statistics take what is reserved and spilled
   */
  public SortOperator(
      String name,
      List<SortKey> keys,
      BatchSource input,
      long mostBatchBytes,
      OperatorStatistics statistics,
      TaskContext context) {
    this.input = input;
    this.sorter =
        new ExternalSorter(
            input.schema(), keys, Long.MAX_VALUE, mostBatchBytes, name, statistics, context);
    this.allocator = context.allocator().newChildAllocator(name, 0, Long.MAX_VALUE);
  }

  @Override
  public Schema schema() {
    return input.schema();
  }

  @Override
  public @Nullable Batch next() {
    if (!inputRead) {
      readInput();
    }
    return sorter.next(allocator);
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
