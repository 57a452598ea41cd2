package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.PhysicalType;
import dev.quern.plan.nodes.SortKey;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the order keys of a row as bytes that, compared as unsigned, have the order of the keys. A
 * byte for null or not comes first; integers are big-endian with the sign bit flipped; of negative
 * doubles all bits are flipped; text ends with 00 00, a 00 in it is 00 FF; a descending value has
 * all bytes flipped. Not thread-safe.
 */
final class OrderBytes {
  private final List<SortKey> keys;
  private byte[] bytes = new byte[32];
  private int length;

  OrderBytes(List<SortKey> keys) {
    this.keys = keys;
  }

  /** Returns the bytes of the last row; only the first {@link #length()} count. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Returns the most bytes that a row may take. */
  static long mostBytes(List<ColumnAddresses> columns, int row) {
    long bytes = 0;
    for (ColumnAddresses column : columns) {
      bytes += 1 + column.type().slotBytes();
      if (column.type() == PhysicalType.BYTES && !column.isNull(row)) {
        long at = column.offsets() + 4L * row;
        bytes += 2L * (Memory.getInt(at + 4) - Memory.getInt(at));
      }
    }
    return bytes;
  }

  /** Encodes a row. */
  void encode(List<ColumnAddresses> columns, int row) {
    length = 0;
    for (int i = 0; i < keys.size(); i++) {
      SortKey key = keys.get(i);
      ColumnAddresses column = columns.get(i);
      if (column.isNull(row)) {
        put(key.nullsFirst() ? 0 : 2);
        continue;
      }
      put(1);
      int start = length;
      putValue(column, row);
      if (!key.ascending()) {
        for (int position = start; position < length; position++) {
          bytes[position] = (byte) ~bytes[position];
        }
      }
    }
  }

  private void putValue(ColumnAddresses column, int row) {
    long data = column.data();
    switch (column.type()) {
      case BOOLEAN:
        put(ColumnAddresses.isSet(data, row) ? 1 : 0);
        return;
      case BYTE:
        putLong(Memory.getByte(data + row));
        return;
      case SHORT:
        putLong(Memory.getShort(data + 2L * row));
        return;
      case INT:
        putLong(Memory.getInt(data + 4L * row));
        return;
      case LONG:
        putLong(Memory.getLong(data + 8L * row));
        return;
      case FLOAT:
        putDouble(Memory.getFloat(data + 4L * row));
        return;
      case DOUBLE:
        putDouble(Memory.getDouble(data + 8L * row));
        return;
      case WIDE:
        putLong(Memory.getLong(data + 16L * row + 8));
        // The low half is unsigned; putLong flips its top bit, so that it is flipped before.
        putLong(Memory.getLong(data + 16L * row) ^ Long.MIN_VALUE);
        return;
      case BYTES:
        putBytes(column, row);
        return;
      case NESTED:
        throw new IllegalStateException("nested values have no order: " + PhysicalType.NESTED);
    }
  }

  private void putBytes(ColumnAddresses column, int row) {
    int start = Memory.getInt(column.offsets() + 4L * row);
    int end = Memory.getInt(column.offsets() + 4L * row + 4);
    for (int position = start; position < end; position++) {
      byte value = Memory.getByte(column.data() + position);
      put(value);
      if (value == 0) {
        put(0xff);
      }
    }
    put(0);
    put(0);
  }

  private void putDouble(double value) {
    long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
    putLong(bits < 0 ? bits ^ Long.MAX_VALUE : bits);
  }

  private void putLong(long value) {
    long flipped = value ^ Long.MIN_VALUE;
    for (int shift = 56; shift >= 0; shift -= 8) {
      put((int) (flipped >>> shift));
    }
  }

  private void put(int value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = (byte) value;
  }
}
