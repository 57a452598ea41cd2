package dev.quern.executor.memory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * Lists, structs and maps as bytes: a byte that tells whether the value is present, then, for a
 * list or map, the number of elements and the elements; for a struct its members; for others the
 * length and the bytes. Row by row and through the heap: such columns are rare.
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

  static void decode(byte[] value, FieldVector vector, int row) {
    try {
      read(vector, row, new DataInputStream(new ByteArrayInputStream(value)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
      out.writeInt(end - start);
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
      out.writeInt(end - start);
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

  private static void read(FieldVector vector, int row, DataInputStream in) throws IOException {
    if (!in.readBoolean()) {
      writeNull(vector, row);
      return;
    }
    if (vector instanceof ListVector list) {
      int count = in.readInt();
      int start = list.startNewValue(row);
      for (int element = start; element < start + count; element++) {
        read(list.getDataVector(), element, in);
      }
      list.endValue(row, count);
    } else if (vector instanceof StructVector struct) {
      struct.setIndexDefined(row);
      readMembers(struct.getChildrenFromFields(), row, in);
    } else if (vector instanceof BitVector bits) {
      bits.setSafe(row, in.readBoolean() ? 1 : 0);
    } else if (vector instanceof BaseVariableWidthVector bytes) {
      byte[] value = in.readNBytes(in.readInt());
      bytes.setSafe(row, value);
    } else {
      readFixed((BaseFixedWidthVector) vector, row, in);
    }
  }

  private static void readMembers(List<FieldVector> members, int row, DataInputStream in)
      throws IOException {
    for (FieldVector member : members) {
      read(member, row, in);
    }
  }

  private static void readFixed(BaseFixedWidthVector vector, int row, DataInputStream in)
      throws IOException {
    while (vector.getValueCapacity() <= row) {
      vector.reAlloc();
    }
    vector.setIndexDefined(row);
    int width = vector.getTypeWidth();
    byte[] value = in.readNBytes(width);
    Memory.copyFrom(value, 0, vector.getDataBuffer().memoryAddress() + (long) width * row, width);
  }
}
