package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ColumnAddresses;

/** Values as signed 64-bit integers in the same order, where that decides. */
final class OrderedBits {
  private OrderedBits() {}

  /** Returns whether equal integers mean equal values. */
  static boolean areExact(ColumnAddresses column) {
    switch (column.type()) {
      case WIDE:
      case BYTES:
      case NESTED:
        return false;
      default:
        return true;
    }
  }

  /** Returns the integer of a value of fixed width: of a wide one its high half. */
  static long of(ColumnAddresses column, int row) {
    switch (column.type()) {
      case FLOAT:
      case DOUBLE:
        double value = column.doubleAt(row);
        long bits = Double.doubleToLongBits(value == 0 ? 0 : value);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
      case WIDE:
        return column.highAt(row);
      default:
        return column.longAt(row);
    }
  }
}
