package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ByteRanges;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.NestedOrder;

/** Reads and compares single values of columns; none of them may be null unless it says so. */
final class CellValues {
  private CellValues() {}

  /** Returns an integer, date, time, timestamp, interval or the unscaled value of a decimal. */
  static long longAt(ColumnAddresses column, int row) {
    long data = column.data();
    switch (column.type()) {
      case BOOLEAN:
        return ColumnAddresses.isSet(data, row) ? 1 : 0;
      case BYTE:
        return Memory.getByte(data + row);
      case SHORT:
        return Memory.getShort(data + 2L * row);
      case INT:
        return Memory.getInt(data + 4L * row);
      case LONG:
        return Memory.getLong(data + 8L * row);
      case WIDE:
        return Memory.getLong(data + 16L * row);
      case FLOAT:
      case DOUBLE:
      case BYTES:
      case NESTED:
        break;
    }
    throw new IllegalStateException("not an integer: " + column.type());
  }

  /** Returns the high half of the value as a 128-bit integer; the low half is {@link #longAt}. */
  static long highAt(ColumnAddresses column, int row) {
    switch (column.type()) {
      case WIDE:
        return Memory.getLong(column.data() + 16L * row + 8);
      default:
        return longAt(column, row) >> 63;
    }
  }

  /** Returns a floating-point number. */
  static double doubleAt(ColumnAddresses column, int row) {
    switch (column.type()) {
      case FLOAT:
        return Memory.getFloat(column.data() + 4L * row);
      case DOUBLE:
        return Memory.getDouble(column.data() + 8L * row);
      default:
        throw new IllegalStateException("not a floating-point number: " + column.type());
    }
  }

  static boolean isFloatingPoint(ColumnAddresses column) {
    switch (column.type()) {
      case FLOAT:
      case DOUBLE:
        return true;
      default:
        return false;
    }
  }

  /** Returns whether both are null, or both are not and equal in SQL's order. */
  static boolean sameOrBothNull(
      ColumnAddresses left, int leftRow, ColumnAddresses right, int rightRow) {
    boolean leftNull = left.isNull(leftRow);
    if (leftNull != right.isNull(rightRow)) {
      return false;
    }
    return leftNull || compare(left, leftRow, right, rightRow) == 0;
  }

  /** Compares values of the same type as sorting does: NaN is greatest, -0 equals 0. */
  static int compare(ColumnAddresses left, int leftRow, ColumnAddresses right, int rightRow) {
    switch (left.type()) {
      case FLOAT:
      case DOUBLE:
        double leftNumber = doubleAt(left, leftRow);
        double rightNumber = doubleAt(right, rightRow);
        return leftNumber == rightNumber ? 0 : Double.compare(leftNumber, rightNumber);
      case WIDE:
        int high = Long.compare(highAt(left, leftRow), highAt(right, rightRow));
        return high != 0
            ? high
            : Long.compareUnsigned(longAt(left, leftRow), longAt(right, rightRow));
      case BYTES:
        return compareBytes(left, leftRow, right, rightRow);
      case NESTED:
        return NestedOrder.compare(left.vector(), leftRow, right.vector(), rightRow);
      default:
        return Long.compare(longAt(left, leftRow), longAt(right, rightRow));
    }
  }

  private static int compareBytes(
      ColumnAddresses left, int leftRow, ColumnAddresses right, int rightRow) {
    int leftStart = Memory.getInt(left.offsets() + 4L * leftRow);
    int leftEnd = Memory.getInt(left.offsets() + 4L * leftRow + 4);
    int rightStart = Memory.getInt(right.offsets() + 4L * rightRow);
    int rightEnd = Memory.getInt(right.offsets() + 4L * rightRow + 4);
    return ByteRanges.compare(
        left.data() + leftStart,
        leftEnd - leftStart,
        right.data() + rightStart,
        rightEnd - rightStart);
  }
}
