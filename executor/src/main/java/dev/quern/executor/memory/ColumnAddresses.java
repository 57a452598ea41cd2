package dev.quern.executor.memory;

import dev.quern.executor.batch.Batch;
import dev.quern.plan.types.DataType;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;

/**
 * Where the buffers of a vector lie. Valid as long as the vector is neither changed nor closed.
 *
 * @param type layout of the values
 * @param vector the vector itself, for values that have no flat layout
 * @param validity address of the validity bits (bit set = value present); read only if {@code
 *     hasNulls}
 * @param data address of the values, or of the bytes of variable-size ones
 * @param offsets address of the 32-bit offsets of variable-size values, else 0
 * @param hasNulls whether any value is null
 */
public record ColumnAddresses(
    PhysicalType type,
    FieldVector vector,
    long validity,
    long data,
    long offsets,
    boolean hasNulls) {

  /** Returns the addresses of a vector whose values have the given type. */
  public static ColumnAddresses of(FieldVector vector, DataType dataType) {
    return of(vector, PhysicalType.of(dataType));
  }

  /** Returns the addresses of a vector whose values lie as {@code type} says. */
  public static ColumnAddresses of(FieldVector vector, PhysicalType type) {
    boolean empty = vector.getValueCount() == 0;
    boolean hasNulls = !empty && vector.getNullCount() > 0;
    long validity = hasNulls ? vector.getValidityBuffer().memoryAddress() : 0;
    if (type == PhysicalType.NESTED || empty) {
      return new ColumnAddresses(type, vector, validity, 0, 0, hasNulls);
    }
    long offsets = type == PhysicalType.BYTES ? vector.getOffsetBuffer().memoryAddress() : 0;
    long data = vector.getDataBuffer().memoryAddress();
    return new ColumnAddresses(type, vector, validity, data, offsets, hasNulls);
  }

  /** Returns the addresses of all columns. */
  public static List<ColumnAddresses> ofAll(Batch batch) {
    List<ColumnAddresses> addresses = new ArrayList<>(batch.columnCount());
    for (int i = 0; i < batch.columnCount(); i++) {
      addresses.add(of(batch.vector(i), batch.schema().type(i)));
    }
    return addresses;
  }

  /** Returns whether the value in {@code row} is null. */
  public boolean isNull(int row) {
    return hasNulls && !isSet(validity, row);
  }

  /**
   * Returns a truth value (0 or 1), integer, date, time, timestamp, interval or the unscaled value
   * of a decimal; of a wide one the low half. The value must not be null.
   */
  public long longAt(int row) {
    return switch (type) {
      case BOOLEAN -> isSet(data, row) ? 1 : 0;
      case BYTE -> Memory.getByte(data + row);
      case SHORT -> Memory.getShort(data + 2L * row);
      case INT -> Memory.getInt(data + 4L * row);
      case LONG -> Memory.getLong(data + 8L * row);
      case WIDE -> Memory.getLong(data + 16L * row);
      case FLOAT, DOUBLE, BYTES, NESTED ->
          throw new IllegalStateException("not an integer: " + type);
    };
  }

  /** Returns the high half of the value as a 128-bit integer; the low half is {@link #longAt}. */
  public long highAt(int row) {
    return type == PhysicalType.WIDE ? Memory.getLong(data + 16L * row + 8) : longAt(row) >> 63;
  }

  /** Returns a floating-point number, which must not be null. */
  public double doubleAt(int row) {
    return switch (type) {
      case FLOAT -> Memory.getFloat(data + 4L * row);
      case DOUBLE -> Memory.getDouble(data + 8L * row);
      default -> throw new IllegalStateException("not a floating-point number: " + type);
    };
  }

  /** Returns the bit at {@code index}, counted from the lowest bit of the byte at {@code bits}. */
  public static boolean isSet(long bits, int index) {
    return ((Memory.getByte(bits + (index >>> 3)) >>> (index & 7)) & 1) != 0;
  }

  /** Sets the bit at {@code index}. */
  public static void setBit(long bits, int index) {
    long at = bits + (index >>> 3);
    Memory.putByte(at, (byte) (Memory.getByte(at) | (1 << (index & 7))));
  }

  /** Clears the bit at {@code index}. */
  public static void clearBit(long bits, int index) {
    long at = bits + (index >>> 3);
    Memory.putByte(at, (byte) (Memory.getByte(at) & ~(1 << (index & 7))));
  }
}
