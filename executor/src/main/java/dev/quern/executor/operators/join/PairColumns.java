package dev.quern.executor.operators.join;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of pairs: columns of probe rows beside columns of held rows. A negative probe row
 * or address 0 gives nulls.
 */
final class PairColumns {
  private final boolean buildLeft;
  private final int leftCount;
  private final RowReader reader;
  private final BufferAllocator allocator;

  PairColumns(JoinShape shape, RowReader reader, BufferAllocator allocator) {
    this.buildLeft = shape.buildLeft();
    this.leftCount = shape.left().size();
    this.reader = reader;
    this.allocator = allocator;
  }

  /**
   * Returns the given columns of {@code count} pairs; the caller owns the batch.
   *
   * @param columns indexes into left columns followed by right columns, one for each of {@code
   *     schema}
   * @param probe the probe rows; null if there are none
   */
  Batch read(
      List<Integer> columns,
      Schema schema,
      @Nullable Batch probe,
      int[] probeRows,
      long[] addresses,
      int count) {
    boolean consecutive = probe != null && isConsecutive(probeRows, count);
    BitSet nulls = null;
    List<FieldVector> vectors = new ArrayList<>(columns.size());
    try {
      for (int i = 0; i < columns.size(); i++) {
        int column = columns.get(i);
        boolean left = column < leftCount;
        int index = left ? column : column - leftCount;
        Field field = schema.field(i);
        if (left == buildLeft) {
          if (nulls == null) {
            nulls = reader.columnsWithNulls(addresses, 0, count);
          }
          vectors.add(reader.readColumn(index, field, nulls, addresses, 0, count, allocator));
        } else if (probe == null) {
          vectors.add(nulls(field, count));
        } else if (consecutive) {
          vectors.add(VectorGather.slice(probe.vector(index), probeRows[0], count, allocator));
        } else {
          vectors.add(
              VectorGather.gather(probe.vector(index), field, probeRows, 0, count, allocator));
        }
      }
      return new Batch(schema, vectors, count);
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  private FieldVector nulls(Field field, int count) {
    FieldVector vector = ArrowTypes.createVector(field, allocator);
    try {
      int[] rows = new int[count];
      Arrays.fill(rows, -1);
      return VectorGather.gather(vector, field, rows, 0, count, allocator);
    } finally {
      vector.close();
    }
  }

  private static boolean isConsecutive(int[] rows, int count) {
    if (count == 0 || rows[0] < 0 || rows[count - 1] - rows[0] != count - 1) {
      return false;
    }
    for (int i = 1; i < count; i++) {
      if (rows[i] != rows[i - 1] + 1) {
        return false;
      }
    }
    return true;
  }
}
