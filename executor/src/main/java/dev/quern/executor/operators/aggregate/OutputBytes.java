package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Field;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;

/** Writes a new vector of text or binary values, in row order. */
final class OutputBytes {
  private final BaseVariableWidthVector vector;
  private final int rowCount;
  private final long offsets;
  private final long data;
  private int position;

  /**
   * @param totalBytes length of all values together
   * @throws QueryException UNSUPPORTED if that is more than 2 GB
   */
  OutputBytes(Field field, int rowCount, long totalBytes, BufferAllocator allocator) {
    if (totalBytes > Integer.MAX_VALUE) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Results of one batch take more than 2 GB; lower the batch size: column=" + field.name());
    }
    this.rowCount = rowCount;
    this.vector = (BaseVariableWidthVector) ArrowTypes.createVector(field, allocator);
    vector.allocateNew(totalBytes, rowCount);
    vector.zeroVector();
    this.offsets = vector.getOffsetBuffer().memoryAddress();
    this.data = vector.getDataBuffer().memoryAddress();
  }

  void putNull(int row) {
    Memory.putInt(offsets + 4L * row, position);
  }

  /** Returns where the {@code length} bytes of the row's value are to be written. */
  long put(int row, int length) {
    Memory.putInt(offsets + 4L * row, position);
    vector.setIndexDefined(row);
    long address = data + position;
    position += length;
    return address;
  }

  /** Returns the vector, which the caller owns. */
  FieldVector finish() {
    Memory.putInt(offsets + 4L * rowCount, position);
    vector.setLastSet(rowCount - 1);
    vector.setValueCount(rowCount);
    return vector;
  }
}
