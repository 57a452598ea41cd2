package dev.quern.executor.operators.sort;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;

/**
 * Reads values of a column as right-aligned unsigned integers in the order of the values. What is
 * read for nulls has no meaning.
 */
final class KeyValues {
  private KeyValues() {}

  /** Reads values of up to 8 bytes. */
  static void readFixed(ColumnAddresses column, int rowCount, long[] values) {
    long data = column.data();
    switch (column.type()) {
      case BOOLEAN:
        for (int row = 0; row < rowCount; row++) {
          values[row] = ColumnAddresses.isSet(data, row) ? 1 : 0;
        }
        return;
      case BYTE:
        for (int row = 0; row < rowCount; row++) {
          values[row] = Memory.getByte(data + row) + 0x80L;
        }
        return;
      case SHORT:
        for (int row = 0; row < rowCount; row++) {
          values[row] = Memory.getShort(data + 2L * row) + 0x8000L;
        }
        return;
      case INT:
        for (int row = 0; row < rowCount; row++) {
          values[row] = Memory.getInt(data + 4L * row) + 0x8000_0000L;
        }
        return;
      case LONG:
        for (int row = 0; row < rowCount; row++) {
          values[row] = Memory.getLong(data + 8L * row) ^ Long.MIN_VALUE;
        }
        return;
      case FLOAT:
        for (int row = 0; row < rowCount; row++) {
          values[row] = ordered(Memory.getFloat(data + 4L * row));
        }
        return;
      case DOUBLE:
        for (int row = 0; row < rowCount; row++) {
          values[row] = ordered(Memory.getDouble(data + 8L * row));
        }
        return;
      case WIDE:
      case BYTES:
      case NESTED:
        throw new IllegalStateException("does not fit 8 bytes: " + column.type());
    }
  }

  /**
   * Reads one half of 128-bit integers.
   *
   * @param half 0 = the high half, 1 = the low half
   */
  static void readWide(ColumnAddresses column, int half, int rowCount, long[] values) {
    long data = column.data() + (half == 0 ? 8 : 0);
    long flip = half == 0 ? Long.MIN_VALUE : 0;
    for (int row = 0; row < rowCount; row++) {
      values[row] = Memory.getLong(data + 16L * row) ^ flip;
    }
  }

  /** Reads bytes {@code [start, start + width)} of strings, zero where a string has ended. */
  static void readBytes(ColumnAddresses column, int start, int width, int rowCount, long[] values) {
    int shift = 8 * (8 - width);
    int from = rowCount == 0 ? 0 : Memory.getInt(column.offsets());
    for (int row = 0; row < rowCount; row++) {
      int to = Memory.getInt(column.offsets() + 4L * row + 4);
      values[row] = word(column.data() + from + start, to - from - start) >>> shift;
      from = to;
    }
  }

  /** Reads the lengths of strings, those above {@code cap} as {@code cap}. */
  static void readLengths(ColumnAddresses column, int cap, int rowCount, long[] values) {
    int from = rowCount == 0 ? 0 : Memory.getInt(column.offsets());
    for (int row = 0; row < rowCount; row++) {
      int to = Memory.getInt(column.offsets() + 4L * row + 4);
      values[row] = Math.min(cap, to - from);
      from = to;
    }
  }

  /** Returns up to 8 bytes as a big-endian word, zero-padded; reads nothing behind them. */
  private static long word(long address, int length) {
    if (length >= 8) {
      return Long.reverseBytes(Memory.getLong(address));
    }
    long word = 0;
    for (int i = 0; i < length; i++) {
      word |= (Memory.getByte(address + i) & 0xffL) << (56 - 8 * i);
    }
    return word;
  }

  private static long ordered(float value) {
    int bits = Float.floatToIntBits(value == 0 ? 0f : value);
    return (bits ^ ((bits >> 31) & 0x7fff_ffff)) + 0x8000_0000L;
  }

  private static long ordered(double value) {
    long bits = Double.doubleToLongBits(value == 0 ? 0d : value);
    return bits ^ ((bits >> 63) & Long.MAX_VALUE) ^ Long.MIN_VALUE;
  }
}
