package dev.quern.executor.formats.text;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.LiteralWriter;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.Field;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;

/**
 * A vector that is being filled through raw addresses. Every value counts as present until {@link
 * #setNull}. Owns the vector until {@link #finish}.
 */
public final class ColumnBuffer implements AutoCloseable {
  private static final int EXPECTED_TEXT_BYTES = 16;

  private final FieldVector vector;
  private final int capacity;
  private long values;
  private long validity;
  private long offsets;
  private long textCapacity;

  /** Allocates room for {@code capacity} values of the column. */
  public ColumnBuffer(Field field, int capacity, BufferAllocator allocator) {
    this.capacity = capacity;
    this.vector = ArrowTypes.createVector(field, allocator);
    try {
      allocate();
    } catch (RuntimeException | Error e) {
      vector.close();
      throw e;
    }
  }

  /** Returns a buffer that holds one constant. */
  static ColumnBuffer of(Literal literal, Field field, BufferAllocator allocator) {
    ColumnBuffer buffer = new ColumnBuffer(field, 1, allocator);
    LiteralWriter.write(literal, buffer.vector, 0);
    if (literal.isNull() && buffer.isText()) {
      buffer.setTextEnd(0, 0);
    }
    buffer.locate();
    buffer.finish(1);
    return buffer;
  }

  private void allocate() {
    if (vector instanceof BaseVariableWidthVector text) {
      text.allocateNew((long) capacity * EXPECTED_TEXT_BYTES, capacity);
      Memory.putInt(text.getOffsetBuffer().memoryAddress(), 0);
    } else {
      ((BaseFixedWidthVector) vector).allocateNew(capacity);
    }
    locate();
    reset();
  }

  private void locate() {
    if (vector instanceof BaseVariableWidthVector text) {
      offsets = text.getOffsetBuffer().memoryAddress();
      textCapacity = text.getDataBuffer().capacity();
    }
    values = vector.getDataBuffer().memoryAddress();
    validity = vector.getValidityBuffer().memoryAddress();
  }

  /** Makes all values present again, to fill the same memory anew. */
  public void reset() {
    Memory.fill(validity, (capacity + 7) >>> 3, (byte) 0xFF);
  }

  public FieldVector vector() {
    return vector;
  }

  /** Returns whether values are texts or bytes of any length. */
  public boolean isText() {
    return offsets != 0;
  }

  /** Returns the address of the values, or of the bytes of texts. Moves when texts grow. */
  public long values() {
    return values;
  }

  public void setNull(int row) {
    long address = validity + (row >>> 3);
    Memory.putByte(address, (byte) (Memory.getByte(address) & ~(1 << (row & 7))));
  }

  /** Takes a {@link #setNull} back. */
  public void setPresent(int row) {
    long address = validity + (row >>> 3);
    Memory.putByte(address, (byte) (Memory.getByte(address) | 1 << (row & 7)));
  }

  public boolean isNull(int row) {
    return (Memory.getByte(validity + (row >>> 3)) >>> (row & 7) & 1) == 0;
  }

  public void setBit(int row, boolean value) {
    long address = values + (row >>> 3);
    int bit = 1 << (row & 7);
    int others = Memory.getByte(address) & ~bit;
    Memory.putByte(address, (byte) (value ? others | bit : others));
  }

  /** Returns where the text of {@code row} begins; texts are written in row order. */
  public int textStart(int row) {
    return Memory.getInt(offsets + 4L * row);
  }

  public void setTextEnd(int row, int end) {
    Memory.putInt(offsets + 4L * row + 4, end);
  }

  /** Makes room for texts up to the given end. */
  public void ensureText(long end) {
    if (end > textCapacity) {
      ((BaseVariableWidthVector) vector).reallocDataBuffer(Math.max(end, 2 * textCapacity));
      values = vector.getDataBuffer().memoryAddress();
      textCapacity = vector.getDataBuffer().capacity();
    }
  }

  /** Copies the values of selected rows of a column of the same type, nulls too. */
  public void gather(ColumnBuffer from, int[] selected, int count, int firstRow) {
    if (vector instanceof BaseVariableWidthVector) {
      copyTexts(from, selected, count, firstRow);
    } else if (vector instanceof BitVector) {
      for (int i = 0; i < count; i++) {
        int row = selected[i];
        setBit(firstRow + i, (Memory.getByte(from.values + (row >>> 3)) >>> (row & 7) & 1) != 0);
      }
    } else {
      copyValues(from, selected, count, firstRow);
    }
    for (int i = 0; i < count; i++) {
      if (from.isNull(selected[i])) {
        setNull(firstRow + i);
      }
    }
  }

  private void copyTexts(ColumnBuffer from, int[] selected, int count, int firstRow) {
    int end = textStart(firstRow);
    for (int i = 0; i < count; i++) {
      int start = from.textStart(selected[i]);
      int length = from.textStart(selected[i] + 1) - start;
      ensureText((long) end + length);
      Memory.copy(from.values + start, values + end, length);
      end += length;
      setTextEnd(firstRow + i, end);
    }
  }

  private void copyValues(ColumnBuffer from, int[] selected, int count, int firstRow) {
    int width = ((BaseFixedWidthVector) vector).getTypeWidth();
    long target = values + (long) firstRow * width;
    switch (width) {
      case 4:
        for (int i = 0; i < count; i++) {
          Memory.putInt(target + 4L * i, Memory.getInt(from.values + 4L * selected[i]));
        }
        return;
      case 8:
        for (int i = 0; i < count; i++) {
          Memory.putLong(target + 8L * i, Memory.getLong(from.values + 8L * selected[i]));
        }
        return;
      default:
        for (int i = 0; i < count; i++) {
          Memory.copy(from.values + (long) selected[i] * width, target + (long) i * width, width);
        }
    }
  }

  /** Returns the vector with {@code count} values; its ownership stays here until closed. */
  public FieldVector finish(int count) {
    if (vector instanceof BaseVariableWidthVector text) {
      // Every offset is written already; without this the vector would fill them in anew.
      text.setLastSet(count - 1);
    }
    vector.setValueCount(count);
    return vector;
  }

  @Override
  public void close() {
    vector.close();
  }
}
