package dev.quern.executor.memory;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.VectorSlices;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;

/**
 * Gathers values at given row indexes of vectors into new vectors. Indexes may come in any order
 * and repeat; a negative index gives null.
 */
public final class VectorGather {
  private VectorGather() {}

  /**
   * Returns rows {@code rows[from]} to {@code rows[from + count - 1]} of a batch, which stays open,
   * as a batch that the caller owns.
   */
  public static Batch gather(
      Batch source, int[] rows, int from, int count, BufferAllocator allocator) {
    Schema schema = source.schema();
    List<FieldVector> vectors = new ArrayList<>(schema.size());
    try {
      for (int column = 0; column < schema.size(); column++) {
        vectors.add(
            gather(source.vector(column), schema.field(column), rows, from, count, allocator));
      }
      return new Batch(schema, vectors, count);
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  /**
   * Returns values of one vector as a vector that the caller owns.
   *
   * @param field name and type of the new vector; the type is that of {@code source}
   */
  public static FieldVector gather(
      FieldVector source, Field field, int[] rows, int from, int count, BufferAllocator allocator) {
    ColumnAddresses addresses = ColumnAddresses.of(source, field.type());
    FieldVector target = ArrowTypes.createVector(field, allocator);
    try {
      if (addresses.type() == PhysicalType.NESTED) {
        gatherNested(source, rows, from, count, target);
      } else if (addresses.type() == PhysicalType.BYTES) {
        gatherBytes(addresses, field, rows, from, count, (BaseVariableWidthVector) target);
      } else {
        gatherFixed(addresses, rows, from, count, (BaseFixedWidthVector) target);
      }
      return target;
    } catch (RuntimeException | Error e) {
      target.close();
      throw e;
    }
  }

  /**
   * Returns values {@code [from, from + count)} of a vector as a vector that shares its memory;
   * both must be closed.
   */
  public static FieldVector slice(
      FieldVector source, int from, int count, BufferAllocator allocator) {
    return VectorSlices.slice(source, source.getField(), from, count, allocator);
  }

  private static void gatherFixed(
      ColumnAddresses source, int[] rows, int from, int count, BaseFixedWidthVector target) {
    target.allocateNew(count);
    boolean missing = gatherValidity(source, rows, from, count, target);
    long data = target.getDataBuffer().memoryAddress();
    if (missing) {
      gatherPresent(source, rows, from, count, data);
    } else {
      gatherAll(source, rows, from, count, data);
    }
    target.setValueCount(count);
  }

  private static void gatherAll(
      ColumnAddresses source, int[] rows, int from, int count, long target) {
    long data = source.data();
    switch (source.type()) {
      case BOOLEAN:
        gatherPresent(source, rows, from, count, target);
        return;
      case BYTE:
        for (int i = 0; i < count; i++) {
          Memory.putByte(target + i, Memory.getByte(data + rows[from + i]));
        }
        return;
      case SHORT:
        for (int i = 0; i < count; i++) {
          Memory.putShort(target + 2L * i, Memory.getShort(data + 2L * rows[from + i]));
        }
        return;
      case INT:
      case FLOAT:
        for (int i = 0; i < count; i++) {
          Memory.putInt(target + 4L * i, Memory.getInt(data + 4L * rows[from + i]));
        }
        return;
      case LONG:
      case DOUBLE:
        for (int i = 0; i < count; i++) {
          Memory.putLong(target + 8L * i, Memory.getLong(data + 8L * rows[from + i]));
        }
        return;
      case WIDE:
        for (int i = 0; i < count; i++) {
          long value = data + 16L * rows[from + i];
          Memory.putLong(target + 16L * i, Memory.getLong(value));
          Memory.putLong(target + 16L * i + 8, Memory.getLong(value + 8));
        }
        return;
      case BYTES:
      case NESTED:
        throw new IllegalStateException("not of fixed width: " + source.type());
    }
  }

  /** Copies values one by one, leaving those of negative indexes zero. */
  private static void gatherPresent(
      ColumnAddresses source, int[] rows, int from, int count, long target) {
    boolean bits = source.type() == PhysicalType.BOOLEAN;
    int width = source.type().slotBytes();
    Memory.fill(target, bits ? (count + 7) / 8 : (long) width * count, (byte) 0);
    for (int i = 0; i < count; i++) {
      int row = rows[from + i];
      if (row < 0) {
        continue;
      }
      if (!bits) {
        ByteRanges.copy(source.data() + (long) width * row, target + (long) width * i, width);
      } else if (ColumnAddresses.isSet(source.data(), row)) {
        ColumnAddresses.setBit(target, i);
      }
    }
  }

  private static void gatherBytes(
      ColumnAddresses source,
      Field field,
      int[] rows,
      int from,
      int count,
      BaseVariableWidthVector target) {
    target.allocateNew(totalLength(source, field, rows, from, count), count);
    gatherValidity(source, rows, from, count, target);
    long offsets = target.getOffsetBuffer().memoryAddress();
    long data = target.getDataBuffer().memoryAddress();
    int position = 0;
    for (int i = 0; i < count; i++) {
      Memory.putInt(offsets + 4L * i, position);
      int row = rows[from + i];
      if (row >= 0) {
        int start = Memory.getInt(source.offsets() + 4L * row);
        int length = Memory.getInt(source.offsets() + 4L * row + 4) - start;
        ByteRanges.copy(source.data() + start, data + position, length);
        position += length;
      }
    }
    Memory.putInt(offsets + 4L * count, position);
    target.setLastSet(count - 1);
    target.setValueCount(count);
  }

  private static long totalLength(
      ColumnAddresses source, Field field, int[] rows, int from, int count) {
    long bytes = 0;
    for (int i = from; i < from + count; i++) {
      if (rows[i] >= 0) {
        long offset = source.offsets() + 4L * rows[i];
        bytes += Memory.getInt(offset + 4) - Memory.getInt(offset);
      }
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "The values of one column in one batch take more than 2 GB; lower the batch size: column="
              + field.name());
    }
    return bytes;
  }

  /** Writes the validity bits and returns whether any index is negative. */
  private static boolean gatherValidity(
      ColumnAddresses source, int[] rows, int from, int count, FieldVector target) {
    long validity = target.getValidityBuffer().memoryAddress();
    boolean missing = false;
    Memory.fill(validity, (count + 7) / 8, (byte) (source.hasNulls() ? 0 : -1));
    for (int i = 0; i < count; i++) {
      int row = rows[from + i];
      if (row < 0) {
        missing = true;
        ColumnAddresses.clearBit(validity, i);
      } else if (source.hasNulls() && ColumnAddresses.isSet(source.validity(), row)) {
        ColumnAddresses.setBit(validity, i);
      }
    }
    return missing;
  }

  private static void gatherNested(
      FieldVector source, int[] rows, int from, int count, FieldVector target) {
    target.allocateNew();
    for (int i = 0; i < count; i++) {
      int row = rows[from + i];
      if (row < 0) {
        NestedValues.writeNull(target, i);
      } else {
        NestedCopies.copy(source, row, target, i);
      }
    }
    target.setValueCount(count);
  }
}
