package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.PhysicalType;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Field;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;

/** Writes a new fixed-width vector; all values are null until they are put. */
final class OutputColumn {
  private final Field field;
  private final PhysicalType type;
  private final BaseFixedWidthVector vector;
  private final long data;
  private final long validity;

  OutputColumn(Field field, int rowCount, BufferAllocator allocator) {
    this.field = field;
    this.type = PhysicalType.of(field.type());
    this.vector = (BaseFixedWidthVector) ArrowTypes.createVector(field, allocator);
    vector.allocateNew(rowCount);
    vector.zeroVector();
    vector.setValueCount(rowCount);
    this.data = vector.getDataBuffer().memoryAddress();
    this.validity = vector.getValidityBuffer().memoryAddress();
  }

  /** Returns the vector, which the caller owns. */
  FieldVector vector() {
    return vector;
  }

  void close() {
    vector.close();
  }

  /** Puts an integer, whatever the width of the column's; a boolean is 0 or 1. */
  void putLong(int row, long value) {
    ColumnAddresses.setBit(validity, row);
    switch (type) {
      case BOOLEAN:
        if (value != 0) {
          ColumnAddresses.setBit(data, row);
        }
        return;
      case BYTE:
        Memory.putByte(data + row, (byte) value);
        return;
      case SHORT:
        Memory.putShort(data + 2L * row, (short) value);
        return;
      case INT:
        Memory.putInt(data + 4L * row, (int) value);
        return;
      case LONG:
        Memory.putLong(data + 8L * row, value);
        return;
      case WIDE:
        Memory.putLong(data + 16L * row, value);
        Memory.putLong(data + 16L * row + 8, value >> 63);
        return;
      case FLOAT:
      case DOUBLE:
      case BYTES:
      case NESTED:
        throw new IllegalStateException("no column of integers: " + type);
    }
  }

  void putDouble(int row, double value) {
    ColumnAddresses.setBit(validity, row);
    if (type == PhysicalType.FLOAT) {
      Memory.putFloat(data + 4L * row, (float) value);
    } else {
      Memory.putDouble(data + 8L * row, value);
    }
  }

  /**
   * Puts a 128-bit integer.
   *
   * @throws QueryException NUMERIC_OVERFLOW if the column is narrower and the value does not fit
   */
  void putWide(int row, long low, long high) {
    if (type == PhysicalType.WIDE) {
      ColumnAddresses.setBit(validity, row);
      Memory.putLong(data + 16L * row, low);
      Memory.putLong(data + 16L * row + 8, high);
      return;
    }
    if (high != low >> 63) {
      throw overflow(field, WideInteger.toString(low, high));
    }
    putLong(row, low);
  }

  static QueryException overflow(Field field, String value) {
    return new QueryException(
        ErrorCode.NUMERIC_OVERFLOW,
        "Result of an aggregate is out of range: column="
            + field.name()
            + ", type="
            + field.type().sqlName()
            + ", unscaled value="
            + value);
  }
}
