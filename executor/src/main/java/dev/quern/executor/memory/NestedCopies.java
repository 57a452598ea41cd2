package dev.quern.executor.memory;

import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * Copies values of any type, nested ones included, from vector to vector. The rows of a target are
 * written in ascending order; it grows as need be, and its value count is set by the caller.
 */
public final class NestedCopies {
  private NestedCopies() {}

  /** Copies the value of a row, null or not; both vectors are of one type. */
  public static void copy(FieldVector source, int row, FieldVector target, int targetRow) {
    if (source.isNull(row)) {
      NestedValues.writeNull(target, targetRow);
    } else if (source instanceof ListVector list) {
      copyElements(list, row, (ListVector) target, targetRow);
    } else if (source instanceof StructVector struct) {
      copyMembers(struct, row, (StructVector) target, targetRow);
    } else if (source instanceof BitVector bits) {
      ((BitVector) target).setSafe(targetRow, bits.get(row));
    } else if (source instanceof BaseVariableWidthVector bytes) {
      long offset = bytes.getOffsetBuffer().memoryAddress() + 4L * row;
      int start = Memory.getInt(offset);
      setBytes(
          (BaseVariableWidthVector) target,
          targetRow,
          bytes.getDataBuffer().memoryAddress() + start,
          Memory.getInt(offset + 4) - start);
    } else {
      BaseFixedWidthVector fixed = (BaseFixedWidthVector) target;
      long value = source.getDataBuffer().memoryAddress() + (long) fixed.getTypeWidth() * row;
      setFixed(fixed, targetRow, value);
    }
  }

  /** Makes the value of a row null. */
  public static void setNull(FieldVector target, int row) {
    NestedValues.writeNull(target, row);
  }

  /** Makes the value of a row a present struct, whose members the caller then writes. */
  public static void setPresent(StructVector target, int row) {
    reserve(target, row);
    target.setIndexDefined(row);
  }

  private static void copyElements(ListVector source, int row, ListVector target, int targetRow) {
    int first = source.getElementStartIndex(row);
    int count = source.getElementEndIndex(row) - first;
    int start = target.startNewValue(targetRow);
    for (int i = 0; i < count; i++) {
      copy(source.getDataVector(), first + i, target.getDataVector(), start + i);
    }
    target.endValue(targetRow, count);
  }

  private static void copyMembers(
      StructVector source, int row, StructVector target, int targetRow) {
    setPresent(target, targetRow);
    List<FieldVector> from = source.getChildrenFromFields();
    List<FieldVector> to = target.getChildrenFromFields();
    for (int i = 0; i < from.size(); i++) {
      copy(from.get(i), row, to.get(i), targetRow);
    }
  }

  static void reserve(FieldVector vector, int row) {
    while (vector.getValueCapacity() <= row) {
      vector.reAlloc();
    }
  }

  static void setBytes(BaseVariableWidthVector target, int row, long address, int length) {
    // Of length 0: marks the value as present and fills the offsets up to it.
    reserve(target, row);
    target.fillEmpties(row);
    long start = Memory.getInt(target.getOffsetBuffer().memoryAddress() + 4L * row);
    while (target.getDataBuffer().capacity() < start + length) {
      target.reallocDataBuffer(start + length);
    }
    Memory.copy(address, target.getDataBuffer().memoryAddress() + start, length);
    target.setIndexDefined(row);
    Memory.putInt(
        target.getOffsetBuffer().memoryAddress() + 4L * row + 4, Math.toIntExact(start + length));
    target.setLastSet(row);
  }

  /** Copies a value and returns its width. */
  static int setFixed(BaseFixedWidthVector target, int row, long address) {
    reserve(target, row);
    target.setIndexDefined(row);
    int width = target.getTypeWidth();
    Memory.copy(address, target.getDataBuffer().memoryAddress() + (long) width * row, width);
    return width;
  }
}
