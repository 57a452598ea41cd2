package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column of one row group, dense and in their physical form: at {@link
 * #address()} one after the other, byte strings delimited by {@link #offsets()}. Reused for the
 * next column.
 */
final class ColumnBlock implements AutoCloseable {
  private final PageMemory memory;
  private @Nullable ArrowBuf values;
  private int rows;
  private int present;
  private long address;
  private int[] levels = new int[0];
  private int[] offsets = new int[1];

  ColumnBlock(PageMemory memory) {
    this.memory = memory;
  }

  /** Returns how many bytes the values of a vector take here at most. */
  static long bytesOf(WrittenColumn column, FieldVector vector) {
    return column.width() > 0
        ? (long) vector.getValueCount() * column.width()
        : vector.getBufferSize();
  }

  /** Returns the number of rows, nulls included. */
  int rows() {
    return rows;
  }

  /** Returns the number of values. */
  int present() {
    return present;
  }

  long address() {
    return address;
  }

  /** Returns 1 for each row that has a value, else 0. */
  int[] levels() {
    return levels;
  }

  /** Returns where byte string i begins and, at i + 1, ends. */
  int[] offsets() {
    return offsets;
  }

  /** Takes the values of {@code vectors}, one after the other. */
  void load(WrittenColumn column, List<FieldVector> vectors) {
    rows = 0;
    for (FieldVector vector : vectors) {
      rows += vector.getValueCount();
    }
    if (levels.length < rows) {
      levels = new int[rows];
    }
    present = 0;
    int row = 0;
    for (FieldVector vector : vectors) {
      int count = vector.getValueCount();
      if (vector.getNullCount() == 0) {
        Arrays.fill(levels, row, row + count, 1);
        row += count;
        present += count;
        continue;
      }
      long validity = vector.getValidityBuffer().memoryAddress();
      for (int i = 0; i < count; i++) {
        int level = Memory.getByte(validity + (i >>> 3)) >>> (i & 7) & 1;
        levels[row++] = level;
        present += level;
      }
    }
    if (column.physical() == Type.BYTE_ARRAY) {
      loadBytes(vectors);
    } else {
      loadFixed(column, vectors);
    }
  }

  private void loadBytes(List<FieldVector> vectors) {
    if (offsets.length <= present) {
      offsets = new int[present + 1];
    }
    int row = 0;
    int value = 0;
    long total = 0;
    for (FieldVector vector : vectors) {
      long source = vector.getOffsetBuffer().memoryAddress();
      for (int i = 0; i < vector.getValueCount(); i++) {
        if (levels[row++] == 1) {
          offsets[value++] = Math.toIntExact(total);
          total += Memory.getInt(source + 4L * (i + 1)) - Memory.getInt(source + 4L * i);
        }
      }
    }
    offsets[present] = Math.toIntExact(total);
    allocate(total);
    copyBytes(vectors);
  }

  private void copyBytes(List<FieldVector> vectors) {
    int row = 0;
    int value = 0;
    for (FieldVector vector : vectors) {
      long source = vector.getOffsetBuffer().memoryAddress();
      long data = vector.getDataBuffer().memoryAddress();
      int count = vector.getValueCount();
      if (vector.getNullCount() == 0) {
        int length = offsets[value + count] - offsets[value];
        if (length > 0) {
          Memory.copy(data + Memory.getInt(source), address + offsets[value], length);
        }
        row += count;
        value += count;
        continue;
      }
      for (int i = 0; i < count; i++) {
        if (levels[row++] == 1) {
          int start = Memory.getInt(source + 4L * i);
          Memory.copy(data + start, address + offsets[value], offsets[value + 1] - offsets[value]);
          value++;
        }
      }
    }
  }

  private void loadFixed(WrittenColumn column, List<FieldVector> vectors) {
    allocate((long) present * column.width());
    int sourceWidth = ColumnOutput.widthOf(column.field().type());
    long target = address;
    int row = 0;
    for (FieldVector vector : vectors) {
      long source = vector.getDataBuffer().memoryAddress();
      int count = vector.getValueCount();
      boolean isAsStored = sourceWidth == column.width() && sourceWidth >= 4 && sourceWidth <= 8;
      if (isAsStored && vector.getNullCount() == 0) {
        Memory.copy(source, target, (long) count * sourceWidth);
        target += (long) count * sourceWidth;
        row += count;
        continue;
      }
      for (int i = 0; i < count; i++) {
        if (levels[row++] == 1) {
          copyValue(source, i, sourceWidth, target, column.width());
          target += column.width();
        }
      }
    }
  }

  private static void copyValue(long source, int index, int sourceWidth, long target, int width) {
    switch (sourceWidth) {
      case ColumnOutput.BITS ->
          Memory.putByte(
              target, (byte) (Memory.getByte(source + (index >>> 3)) >>> (index & 7) & 1));
      case 1 -> Memory.putInt(target, Memory.getByte(source + index));
      case 2 -> Memory.putInt(target, Memory.getShort(source + 2L * index));
      case 4 -> Memory.putInt(target, Memory.getInt(source + 4L * index));
      case 8 -> {
        long value = Memory.getLong(source + 8L * index);
        if (width == 4) {
          Memory.putInt(target, (int) value);
        } else {
          Memory.putLong(target, value);
        }
      }
      default -> {
        long place = source + 16L * index;
        Memory.putLong(target, Long.reverseBytes(Memory.getLong(place + 8)));
        Memory.putLong(target + 8, Long.reverseBytes(Memory.getLong(place)));
      }
    }
  }

  /** Takes exactly as many bytes as there are: what the sink keeps for a column is exact, too. */
  private void allocate(long bytes) {
    close();
    ArrowBuf taken = memory.buffer(Math.max(1, bytes));
    values = taken;
    address = taken.memoryAddress();
  }

  /** Frees the values. */
  @Override
  public void close() {
    if (values != null) {
      values.close();
      values = null;
    }
  }
}
