package dev.quern.executor.operators.window;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.memory.ByteRanges;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.NestedCopies;
import dev.quern.executor.memory.PhysicalType;
import dev.quern.plan.types.Field;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;

/**
 * The values that a window function computes for the rows of one segment, written in ascending
 * order of rows. What is not written is null. The caller closes the vector.
 */
final class ResultColumn {
  private final FieldVector vector;
  private final PhysicalType type;
  private final long firstRow;
  private final long validity;
  private final long data;

  ResultColumn(Field field, long firstRow, int rowCount, BufferAllocator allocator) {
    this.vector = ArrowTypes.createVector(field, allocator);
    this.type = PhysicalType.of(field.type());
    this.firstRow = firstRow;
    vector.setInitialCapacity(rowCount);
    vector.allocateNew();
    boolean isFlat = !type.isVariable();
    this.validity = isFlat ? vector.getValidityBuffer().memoryAddress() : 0;
    this.data = isFlat ? vector.getDataBuffer().memoryAddress() : 0;
  }

  /** Returns the vector with its final number of values. */
  FieldVector finish(int rowCount) {
    vector.setValueCount(rowCount);
    return vector;
  }

  FieldVector vector() {
    return vector;
  }

  void putLong(long row, long value) {
    putWide(row, value, value >> 63);
  }

  /** Writes an integer, cut to the width of the column. */
  void putWide(long row, long low, long high) {
    int index = index(row);
    switch (type) {
      case BOOLEAN:
        setBit(data, index, low != 0);
        break;
      case BYTE:
        Memory.putByte(data + index, (byte) low);
        break;
      case SHORT:
        Memory.putShort(data + 2L * index, (short) low);
        break;
      case INT:
        Memory.putInt(data + 4L * index, (int) low);
        break;
      case LONG:
        Memory.putLong(data + 8L * index, low);
        break;
      case WIDE:
        Memory.putLong(data + 16L * index, low);
        Memory.putLong(data + 16L * index + 8, high);
        break;
      case FLOAT:
      case DOUBLE:
        putDouble(row, (double) low);
        return;
      case BYTES:
      case NESTED:
        throw new IllegalStateException("not an integer column: " + type);
    }
    setBit(validity, index, true);
  }

  void putDouble(long row, double value) {
    int index = index(row);
    if (type == PhysicalType.FLOAT) {
      Memory.putFloat(data + 4L * index, (float) value);
    } else {
      Memory.putDouble(data + 8L * index, value);
    }
    setBit(validity, index, true);
  }

  /** Writes text or bytes. */
  void putBytes(long row, byte[] bytes) {
    ((BaseVariableWidthVector) vector).setSafe(index(row), bytes);
  }

  /** Writes a copy of a value, which may be null, of a vector of the same type. */
  void copy(long row, FieldVector source, int sourceIndex) {
    int index = index(row);
    if (type.isVariable()) {
      NestedCopies.copy(source, sourceIndex, vector, index);
      return;
    }
    if (source.isNull(sourceIndex)) {
      return;
    }
    long from = source.getDataBuffer().memoryAddress();
    if (type == PhysicalType.BOOLEAN) {
      setBit(data, index, ColumnAddresses.isSet(from, sourceIndex));
    } else {
      int width = type.slotBytes();
      ByteRanges.copy(from + (long) width * sourceIndex, data + (long) width * index, width);
    }
    setBit(validity, index, true);
  }

  private int index(long row) {
    return (int) (row - firstRow);
  }

  private static void setBit(long bits, int index, boolean value) {
    if (value) {
      long at = bits + (index >>> 3);
      Memory.putByte(at, (byte) (Memory.getByte(at) | 1 << (index & 7)));
    }
  }
}
