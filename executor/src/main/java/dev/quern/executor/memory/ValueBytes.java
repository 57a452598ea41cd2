package dev.quern.executor.memory;

import org.apache.arrow.vector.FieldVector;

/**
 * Values of any type as bytes, for states that keep them: in the form of {@link NestedValues}, a
 * byte that tells whether the value is present, then the value.
 */
public final class ValueBytes {
  private static final int PRESENT = 1;

  private ValueBytes() {}

  /** Returns the length of what {@link #write} writes. */
  public static long length(ColumnAddresses column, int row) {
    if (column.isNull(row)) {
      return PRESENT;
    }
    switch (column.type()) {
      case BYTES:
        return PRESENT + Integer.BYTES + (long) textLength(column, row);
      case NESTED:
        return NestedValues.encode(column.vector(), row).length;
      default:
        return PRESENT + (long) column.type().slotBytes();
    }
  }

  /** Writes a value, null or not, to {@code target}. */
  public static void write(ColumnAddresses column, int row, long target) {
    if (column.isNull(row)) {
      Memory.putByte(target, (byte) 0);
      return;
    }
    if (column.type() == PhysicalType.NESTED) {
      byte[] encoded = NestedValues.encode(column.vector(), row);
      Memory.copyFrom(encoded, 0, target, encoded.length);
      return;
    }
    Memory.putByte(target, (byte) 1);
    long value = target + PRESENT;
    switch (column.type()) {
      case BOOLEAN:
        Memory.putByte(value, (byte) (ColumnAddresses.isSet(column.data(), row) ? 1 : 0));
        return;
      case BYTES:
        int length = textLength(column, row);
        Memory.putInt(value, length);
        int start = Memory.getInt(column.offsets() + 4L * row);
        ByteRanges.copy(column.data() + start, value + Integer.BYTES, length);
        return;
      default:
        int width = column.type().slotBytes();
        ByteRanges.copy(column.data() + (long) width * row, value, width);
    }
  }

  /** Reads a value into a row of a vector of its type; rows are written in ascending order. */
  public static void read(long address, FieldVector target, int row) {
    NestedValues.decode(address, target, row);
  }

  private static int textLength(ColumnAddresses column, int row) {
    long at = column.offsets() + 4L * row;
    return Memory.getInt(at + 4) - Memory.getInt(at);
  }
}
