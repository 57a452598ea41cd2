package dev.quern.executor.memory;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * Lists, structs and maps as bytes: a byte that tells whether the value is present, then, for a
 * list or map, the number of elements and the elements; for a struct its members; for others the
 * length, if it varies, and the bytes. Integers are little-endian. Row by row and through the heap:
 * such columns are rare.
 */
final class NestedValues {
  private NestedValues() {}

  static byte[] encode(FieldVector vector, int row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(vector, row, new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes the value at {@code address} to a row; rows are written in ascending order. */
  static void decode(long address, FieldVector vector, int row) {
    read(vector, row, address);
  }

  static void writeNull(FieldVector vector, int row) {
    if (vector instanceof ListVector list) {
      list.setNull(row);
    } else if (vector instanceof StructVector struct) {
      struct.setNull(row);
      for (FieldVector member : struct.getChildrenFromFields()) {
        writeNull(member, row);
      }
    } else if (vector instanceof BaseVariableWidthVector bytes) {
      bytes.setNull(row);
    } else {
      while (vector.getValueCapacity() <= row) {
        vector.reAlloc();
      }
      vector.setNull(row);
    }
  }

  private static void write(FieldVector vector, int row, DataOutputStream out) throws IOException {
    boolean present = !vector.isNull(row);
    out.writeBoolean(present);
    if (!present) {
      return;
    }
    if (vector instanceof ListVector list) {
      int start = list.getElementStartIndex(row);
      int end = list.getElementEndIndex(row);
      out.writeInt(Integer.reverseBytes(end - start));
      for (int element = start; element < end; element++) {
        write(list.getDataVector(), element, out);
      }
    } else if (vector instanceof StructVector struct) {
      for (FieldVector member : struct.getChildrenFromFields()) {
        write(member, row, out);
      }
    } else if (vector instanceof BitVector bits) {
      out.writeBoolean(bits.get(row) != 0);
    } else if (vector instanceof BaseVariableWidthVector bytes) {
      int start = Memory.getInt(bytes.getOffsetBuffer().memoryAddress() + 4L * row);
      int end = Memory.getInt(bytes.getOffsetBuffer().memoryAddress() + 4L * row + 4);
      out.writeInt(Integer.reverseBytes(end - start));
      writeBytes(bytes.getDataBuffer().memoryAddress() + start, end - start, out);
    } else {
      int width = ((BaseFixedWidthVector) vector).getTypeWidth();
      writeBytes(vector.getDataBuffer().memoryAddress() + (long) width * row, width, out);
    }
  }

  private static void writeBytes(long address, int length, DataOutputStream out)
      throws IOException {
    byte[] copy = new byte[length];
    Memory.copyTo(address, copy, 0, length);
    out.write(copy);
  }

  /** Reads a value and returns the address behind it. */
  private static long read(FieldVector vector, int row, long address) {
    long value = address + 1;
    if (Memory.getByte(address) == 0) {
      writeNull(vector, row);
      return value;
    }
    if (vector instanceof ListVector list) {
      return readElements(list, row, value);
    }
    if (vector instanceof StructVector struct) {
      NestedCopies.reserve(struct, row);
      struct.setIndexDefined(row);
      long next = value;
      for (FieldVector member : struct.getChildrenFromFields()) {
        next = read(member, row, next);
      }
      return next;
    }
    if (vector instanceof BitVector bits) {
      bits.setSafe(row, Memory.getByte(value));
      return value + 1;
    }
    if (vector instanceof BaseVariableWidthVector bytes) {
      int length = Memory.getInt(value);
      NestedCopies.setBytes(bytes, row, value + 4, length);
      return value + 4 + length;
    }
    return value + NestedCopies.setFixed((BaseFixedWidthVector) vector, row, value);
  }

  private static long readElements(ListVector list, int row, long address) {
    int count = Memory.getInt(address);
    int start = list.startNewValue(row);
    long next = address + 4;
    for (int element = start; element < start + count; element++) {
      next = read(list.getDataVector(), element, next);
    }
    list.endValue(row, count);
    return next;
  }
}
