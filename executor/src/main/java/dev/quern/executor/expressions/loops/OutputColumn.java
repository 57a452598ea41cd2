package dev.quern.executor.expressions.loops;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;

/**
 * A column that a loop writes, of a type that is not nested. Fixed-width values are written
 * straight to {@link #data()}; BOOLEAN bits start as 0; all values start as present.
 */
public final class OutputColumn {
  private static final int EXPECTED_TEXT_BYTES = 16;

  private final FieldVector vector;
  private final int rowCount;
  private long data;
  private final long validity;
  private long offsets;
  private long capacity;
  private int textEnd;

  /**
   * Allocates a column of {@code rowCount} rows; {@link #finish()} or {@link #discard()} ends it.
   */
  public OutputColumn(Field field, int rowCount, BufferAllocator allocator) {
    this.rowCount = rowCount;
    vector = ArrowTypes.createVector(field, allocator);
    try {
      allocate(field.type());
      validity = vector.getValidityBufferAddress();
      Memory.fill(validity, (rowCount + 7) / 8, (byte) 0xFF);
    } catch (RuntimeException | Error e) {
      vector.close();
      throw e;
    }
  }

  private void allocate(DataType type) {
    if (vector instanceof BaseVariableWidthVector text) {
      text.allocateNew((long) Math.max(1, rowCount) * EXPECTED_TEXT_BYTES, Math.max(1, rowCount));
      offsets = text.getOffsetBufferAddress();
      Memory.putInt(offsets, 0);
      refresh(text);
      return;
    }
    ((BaseFixedWidthVector) vector).allocateNew(Math.max(1, rowCount));
    data = vector.getDataBufferAddress();
    if (type instanceof DataType.BooleanType) {
      Memory.fill(data, (rowCount + 7) / 8, (byte) 0);
    }
  }

  /** Returns where the values begin. */
  public long data() {
    return data;
  }

  /** Makes the value NULL; for a column of text, appends it. */
  public void setNull(int index) {
    Bits.clear(validity, index);
    if (offsets != 0) {
      Memory.putInt(offsets + (((long) index + 1) << 2), textEnd);
    }
  }

  /** Appends a copy of the bytes as value {@code index}; values come in order. */
  public void append(int index, long address, int length) {
    long end = (long) textEnd + length;
    if (end > capacity) {
      grow(end);
    }
    Bytes.copy(address, data + textEnd, length);
    textEnd = (int) end;
    Memory.putInt(offsets + (((long) index + 1) << 2), textEnd);
  }

  private void grow(long wanted) {
    if (wanted > Integer.MAX_VALUE) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Text of one batch is too long: bytes=" + wanted + ", at most=" + Integer.MAX_VALUE);
    }
    BaseVariableWidthVector text = (BaseVariableWidthVector) vector;
    text.reallocDataBuffer(Math.min(Integer.MAX_VALUE, Math.max(wanted, capacity * 2)));
    refresh(text);
  }

  private void refresh(BaseVariableWidthVector text) {
    data = text.getDataBufferAddress();
    capacity = text.getDataBuffer().capacity();
  }

  /** Returns the finished vector; the caller owns it. */
  public FieldVector finish() {
    if (vector instanceof BaseVariableWidthVector text) {
      text.setLastSet(rowCount - 1);
    }
    vector.setValueCount(rowCount);
    return vector;
  }

  /** Frees the column. */
  public void discard() {
    vector.close();
  }
}
