package dev.quern.executor.operators.unnest;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.expressions.Projection;
import dev.quern.executor.memory.NestedCopies;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.UnnestNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.complex.ListVector;
import org.jspecify.annotations.Nullable;

/**
 * Emits each input row once for each element of a list. Long lists are cut, so that no output batch
 * has more than the usual number of rows. Holds one input batch; closes its input.
 */
public final class UnnestOperator implements BatchSource {
  private static final int MISSING = -1;

  private final UnnestNode node;
  private final BatchSource input;
  private final Projection inputColumns;
  private final BufferAllocator allocator;

  /** For each output row of a batch the input row, and the element's index or {@link #MISSING}. */
  private final int[] rows;

  private final int[] elements;
  private final long[] positions;

  private @Nullable Batch current;
  private int row;
  private int element;

  public UnnestOperator(UnnestNode node, BatchSource input, TaskContext context) {
    this.node = node;
    this.input = input;
    Schema inputSchema = input.schema();
    List<Expression> columns = new ArrayList<>();
    for (int i = 0; i < inputSchema.size(); i++) {
      columns.add(ColumnReference.of(i, inputSchema.field(i)));
    }
    this.inputColumns = context.expressions().projection(columns, inputSchema, inputSchema);
    int batchRows = context.settings().batchRows();
    this.rows = new int[batchRows];
    this.elements = new int[batchRows];
    this.positions = new long[batchRows];
    this.allocator =
        context.allocator().newChildAllocator("unnest-" + node.id(), 0, Long.MAX_VALUE);
  }

  @Override
  public Schema schema() {
    return node.schema();
  }

  @Override
  public @Nullable Batch next() {
    while (true) {
      if (current == null) {
        current = input.next();
        row = 0;
        element = 0;
      }
      if (current == null) {
        return null;
      }
      int count = collect(current);
      if (count > 0) {
        return output(current, count);
      }
      releaseCurrent();
    }
  }

  /** Finds the next output rows of the batch and returns their number. */
  private int collect(Batch batch) {
    ListVector lists = (ListVector) batch.vector(node.column());
    int count = 0;
    while (row < batch.rowCount() && count < rows.length) {
      boolean isNull = lists.isNull(row);
      int start = isNull ? 0 : lists.getElementStartIndex(row);
      int length = isNull ? 0 : lists.getElementEndIndex(row) - start;
      if (length == 0 && node.keepEmpty()) {
        add(count++, MISSING, 0);
      }
      while (element < length && count < rows.length) {
        add(count++, start + element, element + 1);
        element++;
      }
      if (element >= length) {
        row++;
        element = 0;
      }
    }
    return count;
  }

  private void add(int index, int elementIndex, int position) {
    rows[index] = row;
    elements[index] = elementIndex;
    positions[index] = position;
  }

  private Batch output(Batch batch, int count) {
    List<FieldVector> vectors = new ArrayList<>();
    try {
      vectors.addAll(inputColumns.project(batch, rows, count, allocator).vectors());
      FieldVector source = ((ListVector) batch.vector(node.column())).getDataVector();
      vectors.add(elementColumn(source, vectors.size(), count));
      if (node.withPosition()) {
        vectors.add(positionColumn(vectors.size(), count));
      }
      return new Batch(node.schema(), vectors, count);
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, vectors);
    }
  }

  private FieldVector elementColumn(FieldVector source, int column, int count) {
    FieldVector vector = newVector(column, count);
    for (int i = 0; i < count; i++) {
      if (elements[i] == MISSING) {
        NestedCopies.setNull(vector, i);
      } else {
        NestedCopies.copy(source, elements[i], vector, i);
      }
    }
    vector.setValueCount(count);
    return vector;
  }

  private FieldVector positionColumn(int column, int count) {
    FieldVector vector = newVector(column, count);
    for (int i = 0; i < count; i++) {
      if (elements[i] == MISSING) {
        vector.setNull(i);
      } else if (vector instanceof IntVector ints) {
        ints.set(i, (int) positions[i]);
      } else {
        ((BigIntVector) vector).set(i, positions[i]);
      }
    }
    vector.setValueCount(count);
    return vector;
  }

  private FieldVector newVector(int column, int count) {
    FieldVector vector = ArrowTypes.createVector(node.schema().field(column), allocator);
    vector.setInitialCapacity(count);
    vector.allocateNew();
    return vector;
  }

  private void releaseCurrent() {
    if (current != null) {
      current.close();
      current = null;
    }
  }

  @Override
  public void close() {
    releaseCurrent();
    Closing.closeAll(List.of(input, allocator));
  }
}
