package dev.quern.executor.memory;

import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * The order of values in vectors, nested ones included: the same as that of stored values, see
 * {@link StoredValues}. Integers of different widths compare by value.
 */
public final class NestedOrder {
  private NestedOrder() {}

  /** Compares two values of like types; a null is greater than any value and equals a null. */
  public static int compare(FieldVector left, int leftRow, FieldVector right, int rightRow) {
    boolean leftNull = left.isNull(leftRow);
    boolean rightNull = right.isNull(rightRow);
    if (leftNull || rightNull) {
      return Boolean.compare(leftNull, rightNull);
    }
    if (left instanceof ListVector list) {
      return compareElements(list, leftRow, (ListVector) right, rightRow);
    }
    if (left instanceof StructVector struct) {
      return compareMembers(struct, leftRow, (StructVector) right, rightRow);
    }
    if (left instanceof BitVector bits) {
      return Integer.compare(bits.get(leftRow), ((BitVector) right).get(rightRow));
    }
    if (left instanceof BaseVariableWidthVector bytes) {
      return compareBytes(bytes, leftRow, (BaseVariableWidthVector) right, rightRow);
    }
    if (isFloating(left) || isFloating(right)) {
      double one = doubleAt(left, leftRow);
      double other = doubleAt(right, rightRow);
      return one == other ? 0 : Double.compare(one, other);
    }
    int width = ((BaseFixedWidthVector) left).getTypeWidth();
    if (width == 16) {
      return StoredValues.compare(
          PhysicalType.WIDE,
          left.getDataBuffer().memoryAddress() + 16L * leftRow,
          right.getDataBuffer().memoryAddress() + 16L * rightRow);
    }
    return Long.compare(longAt(left, leftRow), longAt(right, rightRow));
  }

  private static int compareElements(ListVector left, int leftRow, ListVector right, int rightRow) {
    int leftStart = left.getElementStartIndex(leftRow);
    int rightStart = right.getElementStartIndex(rightRow);
    int leftCount = left.getElementEndIndex(leftRow) - leftStart;
    int rightCount = right.getElementEndIndex(rightRow) - rightStart;
    for (int i = 0; i < Math.min(leftCount, rightCount); i++) {
      int order =
          compare(left.getDataVector(), leftStart + i, right.getDataVector(), rightStart + i);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(leftCount, rightCount);
  }

  private static int compareMembers(
      StructVector left, int leftRow, StructVector right, int rightRow) {
    List<FieldVector> leftMembers = left.getChildrenFromFields();
    List<FieldVector> rightMembers = right.getChildrenFromFields();
    for (int i = 0; i < leftMembers.size(); i++) {
      int order = compare(leftMembers.get(i), leftRow, rightMembers.get(i), rightRow);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compareBytes(
      BaseVariableWidthVector left, int leftRow, BaseVariableWidthVector right, int rightRow) {
    long leftOffset = left.getOffsetBuffer().memoryAddress() + 4L * leftRow;
    long rightOffset = right.getOffsetBuffer().memoryAddress() + 4L * rightRow;
    int leftStart = Memory.getInt(leftOffset);
    int rightStart = Memory.getInt(rightOffset);
    return ByteRanges.compare(
        left.getDataBuffer().memoryAddress() + leftStart,
        Memory.getInt(leftOffset + 4) - leftStart,
        right.getDataBuffer().memoryAddress() + rightStart,
        Memory.getInt(rightOffset + 4) - rightStart);
  }

  private static boolean isFloating(FieldVector vector) {
    return vector instanceof Float4Vector || vector instanceof Float8Vector;
  }

  private static double doubleAt(FieldVector vector, int row) {
    if (vector instanceof Float8Vector doubles) {
      return doubles.get(row);
    }
    return vector instanceof Float4Vector floats ? floats.get(row) : longAt(vector, row);
  }

  /** Returns an integer, or what else has the order of an integer of its width. */
  public static long longAt(FieldVector vector, int row) {
    int width = ((BaseFixedWidthVector) vector).getTypeWidth();
    long address = vector.getDataBuffer().memoryAddress() + (long) width * row;
    switch (width) {
      case 1:
        return Memory.getByte(address);
      case 2:
        return Memory.getShort(address);
      case 4:
        return Memory.getInt(address);
      default:
        return Memory.getLong(address);
    }
  }
}
