package dev.quern.executor.operators.values;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.batch.LiteralWriter;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.ValuesNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Emits constant rows, in task 0 of its stage only. */
public final class ValuesOperator implements BatchSource {
  private final ValuesNode node;
  private final BufferAllocator allocator;
  private final int batchRows;
  private final int rowCount;
  private int nextRow;

  public ValuesOperator(ValuesNode node, TaskContext context) {
    this.node = node;
    this.allocator =
        context.allocator().newChildAllocator("values-" + node.id(), 0, Long.MAX_VALUE);
    this.batchRows = context.settings().batchRows();
    this.rowCount = context.taskIndex() == 0 ? node.rows().size() : 0;
  }

  @Override
  public Schema schema() {
    return node.schema();
  }

  @Override
  public @Nullable Batch next() {
    if (nextRow == rowCount) {
      return null;
    }
    int first = nextRow;
    nextRow = Math.min(rowCount, first + batchRows);
    List<FieldVector> vectors = new ArrayList<>();
    try {
      for (int column = 0; column < schema().size(); column++) {
        vectors.add(ArrowTypes.createVector(schema().field(column), allocator));
        fill(vectors.get(column), column, first, nextRow);
      }
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, vectors);
    }
    return new Batch(schema(), vectors, nextRow - first);
  }

  private void fill(FieldVector vector, int column, int first, int end) {
    vector.setInitialCapacity(end - first);
    for (int row = first; row < end; row++) {
      LiteralWriter.write(node.rows().get(row).get(column), vector, row - first);
    }
    vector.setValueCount(end - first);
  }

  @Override
  public void close() {
    allocator.close();
  }
}
