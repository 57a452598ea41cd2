package dev.quern.executor.expressions;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.VectorSlices;
import dev.quern.executor.expressions.loops.Bits;
import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.NestedCopies;
import dev.quern.plan.types.Field;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;

/** Hands on whole columns: all rows without a copy, or chosen rows as a copy. */
final class ColumnCopies {
  private ColumnCopies() {}

  /** Returns the first {@code rowCount} values; shares the memory of {@code source}. */
  static FieldVector share(
      FieldVector source, Field field, int rowCount, BufferAllocator allocator) {
    return VectorSlices.slice(source, ArrowTypes.toArrow(field), 0, rowCount, allocator);
  }

  /** Returns copies of the values of {@code count} rows. */
  static FieldVector gather(
      FieldVector source, Field field, int[] rows, int count, BufferAllocator allocator) {
    FieldVector target = ArrowTypes.createVector(field, allocator);
    try {
      if (target instanceof BaseVariableWidthVector text) {
        gatherText((BaseVariableWidthVector) source, text, rows, count);
      } else if (target instanceof BaseFixedWidthVector fixed) {
        gatherFixed((BaseFixedWidthVector) source, fixed, rows, count);
      } else {
        target.setInitialCapacity(count);
        target.allocateNew();
        for (int i = 0; i < count; i++) {
          NestedCopies.copy(source, rows[i], target, i);
        }
      }
      target.setValueCount(count);
      return target;
    } catch (RuntimeException | Error e) {
      target.close();
      throw e;
    }
  }

  private static void gatherText(
      BaseVariableWidthVector source, BaseVariableWidthVector target, int[] rows, int count) {
    long from = source.getOffsetBufferAddress();
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      long place = from + ((long) rows[i] << 2);
      bytes += Memory.getInt(place + 4) - Memory.getInt(place);
    }
    target.allocateNew(Math.max(1, bytes), Math.max(1, count));
    long to = target.getOffsetBufferAddress();
    long sourceData = source.getDataBufferAddress();
    long targetData = target.getDataBufferAddress();
    int end = 0;
    Memory.putInt(to, 0);
    for (int i = 0; i < count; i++) {
      long place = from + ((long) rows[i] << 2);
      int start = Memory.getInt(place);
      int length = Memory.getInt(place + 4) - start;
      Bytes.copy(sourceData + start, targetData + end, length);
      end += length;
      Memory.putInt(to + (((long) i + 1) << 2), end);
    }
    gatherValidity(source, target, rows, count);
    target.setLastSet(count - 1);
  }

  private static void gatherFixed(
      BaseFixedWidthVector source, BaseFixedWidthVector target, int[] rows, int count) {
    target.allocateNew(Math.max(1, count));
    long from = source.getDataBufferAddress();
    long to = target.getDataBufferAddress();
    if (target instanceof BitVector) {
      gatherBits(from, to, rows, count);
    } else {
      gatherValues(from, to, target.getTypeWidth(), rows, count);
    }
    gatherValidity(source, target, rows, count);
  }

  private static void gatherValues(long from, long to, int width, int[] rows, int count) {
    switch (width) {
      case 1:
        for (int i = 0; i < count; i++) {
          Memory.putByte(to + i, Memory.getByte(from + rows[i]));
        }
        break;
      case 2:
        for (int i = 0; i < count; i++) {
          Memory.putShort(to + ((long) i << 1), Memory.getShort(from + ((long) rows[i] << 1)));
        }
        break;
      case 4:
        for (int i = 0; i < count; i++) {
          Memory.putInt(to + ((long) i << 2), Memory.getInt(from + ((long) rows[i] << 2)));
        }
        break;
      case 8:
        for (int i = 0; i < count; i++) {
          Memory.putLong(to + ((long) i << 3), Memory.getLong(from + ((long) rows[i] << 3)));
        }
        break;
      case 16:
        for (int i = 0; i < count; i++) {
          long source = from + ((long) rows[i] << 4);
          Memory.putLong(to + ((long) i << 4), Memory.getLong(source));
          Memory.putLong(to + ((long) i << 4) + 8, Memory.getLong(source + 8));
        }
        break;
      default:
        throw new IllegalStateException("no fixed-width type has " + width + " bytes");
    }
  }

  private static void gatherBits(long from, long to, int[] rows, int count) {
    Memory.fill(to, (count + 7) / 8, (byte) 0);
    for (int i = 0; i < count; i++) {
      if (Bits.get(from, rows[i])) {
        Bits.set(to, i);
      }
    }
  }

  private static void gatherValidity(
      FieldVector source, FieldVector target, int[] rows, int count) {
    long to = target.getValidityBufferAddress();
    if (source.getNullCount() == 0) {
      Memory.fill(to, (count + 7) / 8, (byte) 0xFF);
    } else {
      gatherBits(source.getValidityBufferAddress(), to, rows, count);
    }
  }
}
