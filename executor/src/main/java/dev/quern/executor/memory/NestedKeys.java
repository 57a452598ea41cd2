package dev.quern.executor.memory;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

/**
 * Lists, structs and maps as keys: their hash, whether they are equal, and their order. Inside such
 * a value nulls are equal to each other, as for IS NOT DISTINCT FROM; doubles are equal as SQL has
 * it (0.0 and -0.0, all NaNs). A map is a list of entries: their order counts. Stored values have
 * the form of {@link NestedValues}.
 */
final class NestedKeys {
  private static final long NULL_HASH = 0x2545F4914F6CDD1DL;
  private static final long UNEQUAL = 0;

  private NestedKeys() {}

  /** Returns the hash of a value that is present. */
  static long hash(FieldVector vector, int row) {
    if (vector instanceof ListVector list) {
      return hashElements(list, row);
    }
    if (vector instanceof StructVector struct) {
      long hash = RowHasher.FACTOR;
      for (FieldVector member : struct.getChildrenFromFields()) {
        hash = RowHasher.combine(hash, hashOrNull(member, row));
      }
      return hash;
    }
    if (vector instanceof BitVector bits) {
      return bits.get(row);
    }
    if (vector instanceof BaseVariableWidthVector bytes) {
      int start = Memory.getInt(bytes.getOffsetBuffer().memoryAddress() + 4L * row);
      int end = Memory.getInt(bytes.getOffsetBuffer().memoryAddress() + 4L * row + 4);
      return ByteRanges.hash(bytes.getDataBuffer().memoryAddress() + start, end - start);
    }
    if (vector instanceof Float4Vector floats) {
      return RowHasher.doubleBits(floats.get(row));
    }
    if (vector instanceof Float8Vector doubles) {
      return RowHasher.doubleBits(doubles.get(row));
    }
    int width = ((BaseFixedWidthVector) vector).getTypeWidth();
    return ByteRanges.hash(vector.getDataBuffer().memoryAddress() + (long) width * row, width);
  }

  private static long hashElements(ListVector list, int row) {
    int end = list.getElementEndIndex(row);
    long hash = RowHasher.FACTOR;
    for (int element = list.getElementStartIndex(row); element < end; element++) {
      hash = RowHasher.combine(hash, hashOrNull(list.getDataVector(), element));
    }
    return hash;
  }

  private static long hashOrNull(FieldVector vector, int row) {
    return vector.isNull(row) ? NULL_HASH : hash(vector, row);
  }

  /** Returns whether the value of a vector equals the stored value at {@code address}. */
  static boolean equal(FieldVector vector, int row, long address) {
    return match(vector, row, address) != UNEQUAL;
  }

  /** Returns the address behind the stored value if the two are equal, else {@link #UNEQUAL}. */
  private static long match(FieldVector vector, int row, long address) {
    boolean present = Memory.getByte(address) != 0;
    if (present == vector.isNull(row)) {
      return UNEQUAL;
    }
    long value = address + 1;
    if (!present) {
      return value;
    }
    if (vector instanceof ListVector list) {
      return matchElements(list, row, value);
    }
    if (vector instanceof StructVector struct) {
      long next = value;
      for (FieldVector member : struct.getChildrenFromFields()) {
        next = next == UNEQUAL ? UNEQUAL : match(member, row, next);
      }
      return next;
    }
    if (vector instanceof BaseVariableWidthVector bytes) {
      return matchBytes(bytes, row, value);
    }
    return matchFixed((BaseFixedWidthVector) vector, row, value);
  }

  private static long matchElements(ListVector list, int row, long address) {
    int start = list.getElementStartIndex(row);
    int end = list.getElementEndIndex(row);
    if (Memory.getInt(address) != end - start) {
      return UNEQUAL;
    }
    long next = address + 4;
    for (int element = start; element < end && next != UNEQUAL; element++) {
      next = match(list.getDataVector(), element, next);
    }
    return next;
  }

  private static long matchBytes(BaseVariableWidthVector bytes, int row, long address) {
    int start = Memory.getInt(bytes.getOffsetBuffer().memoryAddress() + 4L * row);
    int length = Memory.getInt(bytes.getOffsetBuffer().memoryAddress() + 4L * row + 4) - start;
    boolean equal =
        Memory.getInt(address) == length
            && ByteRanges.equal(bytes.getDataBuffer().memoryAddress() + start, address + 4, length);
    return equal ? address + 4 + length : UNEQUAL;
  }

  private static long matchFixed(BaseFixedWidthVector vector, int row, long address) {
    if (vector instanceof BitVector bits) {
      return (Memory.getByte(address) != 0) == (bits.get(row) != 0) ? address + 1 : UNEQUAL;
    }
    if (vector instanceof Float4Vector floats) {
      return RowHasher.doubleBits(Memory.getFloat(address)) == RowHasher.doubleBits(floats.get(row))
          ? address + 4
          : UNEQUAL;
    }
    if (vector instanceof Float8Vector doubles) {
      return RowHasher.doubleBits(Memory.getDouble(address))
              == RowHasher.doubleBits(doubles.get(row))
          ? address + 8
          : UNEQUAL;
    }
    int width = vector.getTypeWidth();
    long value = vector.getDataBuffer().memoryAddress() + (long) width * row;
    return ByteRanges.equal(value, address, width) ? address + width : UNEQUAL;
  }

  /**
   * Compares two stored values of a type. Lists compare element by element, the shorter first if
   * all are equal; structs member by member; a null in them is greater than any value.
   */
  static int compare(DataType type, long left, long right) {
    return new Comparison(left, right).compare(type);
  }

  /** Walks along two values at once; stops at the first difference. */
  private static final class Comparison {
    private long left;
    private long right;

    Comparison(long left, long right) {
      this.left = left;
      this.right = right;
    }

    int compare(DataType type) {
      boolean leftPresent = Memory.getByte(left++) != 0;
      boolean rightPresent = Memory.getByte(right++) != 0;
      if (!leftPresent || !rightPresent) {
        return Boolean.compare(rightPresent, leftPresent);
      }
      if (type instanceof DataType.ListType list) {
        return compareElements(list.element(), null);
      }
      if (type instanceof DataType.MapType map) {
        return compareElements(map.key(), map.value());
      }
      if (type instanceof DataType.StructType struct) {
        int order = 0;
        for (Field member : struct.members()) {
          order = order == 0 ? compare(member.type()) : order;
        }
        return order;
      }
      PhysicalType physical = PhysicalType.of(type);
      return physical == PhysicalType.BYTES ? compareBytes() : compareFixed(physical);
    }

    private int compareElements(DataType element, @Nullable DataType value) {
      int leftCount = Memory.getInt(left);
      int rightCount = Memory.getInt(right);
      left += 4;
      right += 4;
      for (int i = 0; i < Math.min(leftCount, rightCount); i++) {
        int order = value == null ? compare(element) : compareEntries(element, value);
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(leftCount, rightCount);
    }

    private int compareEntries(DataType key, DataType value) {
      // An entry is a struct that is always present.
      left++;
      right++;
      int order = compare(key);
      return order != 0 ? order : compare(value);
    }

    private int compareBytes() {
      int leftLength = Memory.getInt(left);
      int rightLength = Memory.getInt(right);
      int order = ByteRanges.compare(left + 4, leftLength, right + 4, rightLength);
      left += 4L + leftLength;
      right += 4L + rightLength;
      return order;
    }

    private int compareFixed(PhysicalType type) {
      int order = StoredValues.compare(type, left, right);
      left += type.slotBytes();
      right += type.slotBytes();
      return order;
    }
  }
}
