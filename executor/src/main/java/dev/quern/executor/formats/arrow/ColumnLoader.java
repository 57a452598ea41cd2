package dev.quern.executor.formats.arrow;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.formats.text.Utf8;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.Field;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Reads one column of a record batch as the vector that carries its type in the engine. */
final class ColumnLoader {
  private final MessageBody body;
  private final int rowCount;

  ColumnLoader(MessageBody body) {
    this.body = body;
    this.rowCount = body.rowCount();
  }

  /**
   * Returns the column's values, owned by the caller.
   *
   * @param type of the values as they stand in the file; not a nested one
   * @param field of the engine's vector, of the type that {@link IpcTypes#typeOf} gives
   * @param node index of the field's node
   * @param firstBuffer index of the first of its buffers
   */
  FieldVector load(ArrowType type, Field field, int node, int firstBuffer) {
    if (type instanceof ArrowType.Null) {
      return nulls(field);
    }
    try (ArrowBuf validity = validity(node, firstBuffer)) {
      if (type instanceof ArrowType.Bool) {
        try (ArrowBuf bits = body.buffer(firstBuffer + 1, (rowCount + 7L) / 8)) {
          return loaded(field, node, List.of(validity, bits));
        }
      }
      if (isText(type)) {
        return texts(type, field, node, firstBuffer, validity);
      }
      FixedConversion conversion = FixedConversion.of(type, field.type());
      long bytes = (long) rowCount * conversion.sourceBytes();
      try (ArrowBuf values = body.buffer(firstBuffer + 1, bytes)) {
        return conversion.isSame()
            ? loaded(field, node, List.of(validity, values))
            : converted(conversion, field, validity, values);
      }
    }
  }

  private static boolean isText(ArrowType type) {
    switch (type.getTypeID()) {
      case Utf8:
      case LargeUtf8:
      case Binary:
      case LargeBinary:
      case FixedSizeBinary:
        return true;
      default:
        return false;
    }
  }

  private FieldVector nulls(Field field) {
    FieldVector vector = ArrowTypes.createVector(field, body.allocator());
    vector.setInitialCapacity(Math.max(1, rowCount));
    vector.allocateNew();
    vector.setValueCount(rowCount);
    return vector;
  }

  private ArrowBuf validity(int node, int buffer) {
    int nullCount = body.nullCount(node);
    long bytes = (rowCount + 7L) / 8;
    if (nullCount > 0 || !body.isEmpty(buffer)) {
      return body.buffer(buffer, bytes);
    }
    ArrowBuf all = body.allocator().buffer(Math.max(bytes, 1));
    Memory.fill(all.memoryAddress(), bytes, (byte) 0xFF);
    return all.writerIndex(bytes);
  }

  private FieldVector loaded(Field field, int node, List<ArrowBuf> buffers) {
    FieldVector vector = ArrowTypes.createVector(field, body.allocator());
    try {
      vector.loadFieldBuffers(new ArrowFieldNode(rowCount, body.nullCount(node)), buffers);
      return vector;
    } catch (RuntimeException | Error e) {
      vector.close();
      throw e;
    }
  }

  private FieldVector converted(
      FixedConversion conversion, Field field, ArrowBuf validity, ArrowBuf values) {
    BaseFixedWidthVector vector =
        (BaseFixedWidthVector) ArrowTypes.createVector(field, body.allocator());
    try {
      vector.allocateNew(Math.max(1, rowCount));
      Memory.copy(
          validity.memoryAddress(),
          vector.getValidityBuffer().memoryAddress(),
          (rowCount + 7L) / 8);
      boolean fits =
          conversion.convert(
              values.memoryAddress(),
              validity.memoryAddress(),
              vector.getDataBuffer().memoryAddress(),
              rowCount);
      if (!fits) {
        throw body.malformed(
            "a value is out of the range of "
                + field.type().sqlName()
                + ", column="
                + field.name());
      }
      vector.setValueCount(rowCount);
      return vector;
    } catch (RuntimeException | Error e) {
      vector.close();
      throw e;
    }
  }

  private FieldVector texts(
      ArrowType type, Field field, int node, int firstBuffer, ArrowBuf validity) {
    boolean isUtf8 = type instanceof ArrowType.Utf8 || type instanceof ArrowType.LargeUtf8;
    if (type instanceof ArrowType.FixedSizeBinary fixed) {
      int width = fixed.getByteWidth();
      long bytes = (long) width * rowCount;
      if (width < 0 || bytes > Integer.MAX_VALUE) {
        throw body.malformed("width of column " + field.name() + ": " + width);
      }
      try (ArrowBuf offsets = offsets();
          ArrowBuf data = body.buffer(firstBuffer + 1, bytes)) {
        for (int i = 0; i <= rowCount; i++) {
          Memory.putInt(offsets.memoryAddress() + 4L * i, width * i);
        }
        return loaded(field, node, List.of(validity, offsets, data));
      }
    }
    boolean isLarge = type instanceof ArrowType.LargeUtf8 || type instanceof ArrowType.LargeBinary;
    try (ArrowBuf offsets = isLarge ? narrowed(field, firstBuffer + 1) : plain(firstBuffer + 1);
        ArrowBuf data = body.buffer(firstBuffer + 2, 0)) {
      check(field, offsets.memoryAddress(), data, isUtf8);
      return loaded(field, node, List.of(validity, offsets, data));
    }
  }

  private ArrowBuf offsets() {
    long bytes = 4L * (rowCount + 1L);
    return body.allocator().buffer(bytes).writerIndex(bytes);
  }

  /** An empty batch may leave the offsets out. */
  private ArrowBuf plain(int index) {
    if (rowCount == 0) {
      ArrowBuf none = offsets();
      Memory.putInt(none.memoryAddress(), 0);
      return none;
    }
    return body.buffer(index, 4L * (rowCount + 1L));
  }

  private ArrowBuf narrowed(Field field, int index) {
    ArrowBuf narrow = offsets();
    try {
      Memory.putInt(narrow.memoryAddress(), 0);
      if (rowCount == 0) {
        return narrow;
      }
      try (ArrowBuf wide = body.buffer(index, 8L * (rowCount + 1L))) {
        for (int i = 0; i <= rowCount; i++) {
          long offset = Memory.getLong(wide.memoryAddress() + 8L * i);
          if (offset < 0 || offset > Integer.MAX_VALUE) {
            throw body.malformed(
                "a batch with more than 2 GB of texts, column="
                    + field.name()
                    + "; write smaller batches");
          }
          Memory.putInt(narrow.memoryAddress() + 4L * i, (int) offset);
        }
      }
      return narrow;
    } catch (RuntimeException | Error e) {
      narrow.close();
      throw e;
    }
  }

  private void check(Field field, long offsets, ArrowBuf data, boolean isUtf8) {
    long length = data.writerIndex();
    long address = data.memoryAddress();
    int first = Memory.getInt(offsets);
    int previous = first;
    boolean isRight = first >= 0;
    for (int i = 1; i <= rowCount && isRight; i++) {
      int end = Memory.getInt(offsets + 4L * i);
      isRight = end >= previous && end <= length;
      // Whole texts are valid if all of them are together, and none begins inside a character.
      isRight &= !isUtf8 || end == length || !isRight || !isContinuation(address + end);
      previous = end;
    }
    if (!isRight || first > length) {
      throw body.malformed("an offset of column " + field.name());
    }
    boolean startsRight = first == length || !isUtf8 || !isContinuation(address + first);
    if (isUtf8 && !(startsRight && Utf8.isValid(address + first, address + previous))) {
      throw body.malformed("texts that are not UTF-8, column=" + field.name());
    }
  }

  private static boolean isContinuation(long address) {
    return (Memory.getByte(address) & 0xC0) == 0x80;
  }

  /** Returns the indexes of a dictionary-encoded column: an entry of the dictionary, -1 = null. */
  ArrowBuf indexes(ArrowType.Int type, String column, int node, int firstBuffer, int entries) {
    int width = type.getBitWidth() / 8;
    ArrowBuf result = body.allocator().buffer(4L * Math.max(1, rowCount));
    try (ArrowBuf validity = validity(node, firstBuffer);
        ArrowBuf values = body.buffer(firstBuffer + 1, (long) rowCount * width)) {
      for (int i = 0; i < rowCount; i++) {
        boolean isNull =
            (Memory.getByte(validity.memoryAddress() + (i >>> 3)) >>> (i & 7) & 1) == 0;
        long index =
            isNull
                ? -1
                : FixedConversion.integer(
                    values.memoryAddress() + (long) i * width, width, type.getIsSigned());
        if (!isNull && (index < 0 || index >= entries)) {
          throw body.malformed(
              "an index that its dictionary does not have, column=" + column + ", index=" + index);
        }
        Memory.putInt(result.memoryAddress() + 4L * i, (int) index);
      }
      return result;
    } catch (RuntimeException | Error e) {
      result.close();
      throw e;
    }
  }
}
