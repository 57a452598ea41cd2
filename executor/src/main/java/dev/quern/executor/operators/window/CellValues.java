package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ByteRanges;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.NestedOrder;

/** Reads and compares single values of columns; none of them may be null unless it says so. */
final class CellValues {
  private CellValues() {}

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
        double leftNumber = left.doubleAt(leftRow);
        double rightNumber = right.doubleAt(rightRow);
        return leftNumber == rightNumber ? 0 : Double.compare(leftNumber, rightNumber);
      case WIDE:
        int high = Long.compare(left.highAt(leftRow), right.highAt(rightRow));
        return high != 0
            ? high
            : Long.compareUnsigned(left.longAt(leftRow), right.longAt(rightRow));
      case BYTES:
        return compareBytes(left, leftRow, right, rightRow);
      case NESTED:
        return NestedOrder.compare(left.vector(), leftRow, right.vector(), rightRow);
      default:
        return Long.compare(left.longAt(leftRow), right.longAt(rightRow));
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
