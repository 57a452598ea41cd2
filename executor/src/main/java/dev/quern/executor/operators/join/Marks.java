package dev.quern.executor.operators.join;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;

/** The output of a MARK join: all columns of a batch and whether each row has a match. */
final class Marks {
  private Marks() {}

  /**
   * Returns the columns of {@code batch}, which stays open, and the mark: true where {@code
   * matched}, else null where {@code unknown}, else false.
   */
  static Batch append(
      Batch batch, boolean[] matched, boolean[] unknown, Schema output, BufferAllocator allocator) {
    int rowCount = batch.rowCount();
    List<FieldVector> vectors = new ArrayList<>();
    try {
      for (FieldVector vector : batch.vectors()) {
        vectors.add(VectorGather.slice(vector, 0, rowCount, allocator));
      }
      BitVector marks =
          (BitVector) ArrowTypes.createVector(output.field(output.size() - 1), allocator);
      vectors.add(marks);
      marks.allocateNew(rowCount);
      marks.zeroVector();
      marks.setValueCount(rowCount);
      long values = marks.getDataBuffer().memoryAddress();
      long validity = marks.getValidityBuffer().memoryAddress();
      for (int row = 0; row < rowCount; row++) {
        if (matched[row]) {
          ColumnAddresses.setBit(values, row);
        }
        if (matched[row] || !unknown[row]) {
          ColumnAddresses.setBit(validity, row);
        }
      }
      return new Batch(output, vectors, rowCount);
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }
}
