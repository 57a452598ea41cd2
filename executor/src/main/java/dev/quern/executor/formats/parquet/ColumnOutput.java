package dev.quern.executor.formats.parquet;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * A vector of one flat column while it is being filled, row after row.
 *
 * <p>Sources hold their values densely, without nulls. A <i>pick</i> array tells for each row to
 * append which of them it takes, negative for a null row if there are nulls; no pick array means:
 * value i for row i.
 */
final class ColumnOutput implements AutoCloseable {
  /** {@link #width()} of vectors of one bit for each value. */
  static final int BITS = 0;

  /** {@link #width()} of vectors of strings or binaries. */
  static final int VARIABLE = -1;

  private static final int INITIAL_BYTES_PER_VALUE = 16;

  /** Bytes that may be written behind the last value. */
  private static final int SLACK_BYTES = 16;

  private static final long MAX_DATA_BYTES = Integer.MAX_VALUE - 1024;

  private final Field field;
  private final FieldVector vector;
  private final int width;
  private int capacity;
  private long validity;
  private long offsets;
  private long data;
  private long dataCapacity;
  private int dataUsed;
  private int rows;

  /** Opens an empty vector for at most {@code capacity} rows; the caller closes or finishes it. */
  ColumnOutput(Field field, BufferAllocator allocator, int capacity) {
    this.field = field;
    this.capacity = capacity;
    this.width = widthOf(field.type());
    this.vector = ArrowTypes.createVector(field, allocator);
    if (vector instanceof BaseVariableWidthVector variable) {
      variable.allocateNew(INITIAL_BYTES_PER_VALUE * (long) capacity + SLACK_BYTES, capacity);
      this.offsets = vector.getOffsetBuffer().memoryAddress();
      Memory.putInt(offsets, 0);
    } else {
      ((BaseFixedWidthVector) vector).allocateNew(capacity);
      this.offsets = 0;
    }
    this.validity = vector.getValidityBuffer().memoryAddress();
    this.data = vector.getDataBuffer().memoryAddress();
    this.dataCapacity = vector.getDataBuffer().capacity();
  }

  /** Returns the bytes of a value of that type, {@link #BITS} or {@link #VARIABLE}. */
  static int widthOf(DataType type) {
    if (type instanceof DataType.BooleanType) {
      return BITS;
    }
    if (type instanceof DataType.IntegerType integer) {
      return integer.bits() / 8;
    }
    if (type instanceof DataType.FloatType || type instanceof DataType.DateType) {
      return 4;
    }
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.isShort() ? 8 : 16;
    }
    if (type instanceof DataType.VarcharType || type instanceof DataType.VarbinaryType) {
      return VARIABLE;
    }
    return type.equals(dev.quern.plan.types.DataTypes.INTERVAL_YEAR_MONTH) ? 4 : 8;
  }

  Field field() {
    return field;
  }

  /** Returns the vector, which is not complete before {@link #finish()}. */
  FieldVector vector() {
    return vector;
  }

  int width() {
    return width;
  }

  int rows() {
    return rows;
  }

  /** Returns how many rows still fit. */
  int space() {
    return capacity - rows;
  }

  /** Makes sure that {@code more} rows fit. */
  void makeRoom(int more) {
    int needed = Math.addExact(rows, more);
    if (needed <= capacity) {
      return;
    }
    while (vector.getValueCapacity() < needed) {
      if (vector instanceof BaseVariableWidthVector variable) {
        variable.reallocValidityAndOffsetBuffers();
      } else {
        vector.reAlloc();
      }
    }
    capacity = vector.getValueCapacity();
    validity = vector.getValidityBuffer().memoryAddress();
    data = vector.getDataBuffer().memoryAddress();
    dataCapacity = vector.getDataBuffer().capacity();
    if (width == VARIABLE) {
      offsets = vector.getOffsetBuffer().memoryAddress();
    }
  }

  void addNulls(int count) {
    if (width == VARIABLE) {
      addEmpties(count);
    } else if (width == BITS) {
      Bits.clear(data, rows, count);
    } else {
      Memory.fill(data + (long) rows * width, (long) count * width, (byte) 0);
    }
    rows += count;
  }

  /** Appends {@code count} values of this vector's width that lie at {@code source}. */
  void addFixed(long source, int @Nullable [] pick, boolean hasNulls, int count) {
    if (width == BITS) {
      Bits.pack(source, pick, data, rows, count);
    } else {
      long target = data + (long) rows * width;
      if (pick == null) {
        Memory.copy(source, target, (long) count * width);
      } else {
        FixedGather.gather(source, pick, target, count, width);
      }
    }
    addValidity(hasNulls ? pick : null, count);
  }

  /** Appends entries of a dictionary: row i takes entry {@code indexes[pick[i]]}. */
  void addEntries(
      Dictionary dictionary, int[] indexes, int @Nullable [] pick, boolean hasNulls, int count) {
    if (width == VARIABLE) {
      addEntryBytes(dictionary, indexes, pick, count);
    } else {
      long target = data + (long) rows * width;
      if (pick == null) {
        FixedGather.entries(dictionary.data(), indexes, target, count, width);
      } else {
        FixedGather.entries(dictionary.data(), indexes, pick, target, count, width);
      }
    }
    addValidity(hasNulls ? pick : null, count);
  }

  /**
   * Appends byte strings: value i is the {@code lengths[i]} bytes at {@code base + starts[i]}.
   * Eight bytes behind each value must be readable.
   */
  void addBytes(
      long base, int[] starts, int[] lengths, int @Nullable [] pick, boolean hasNulls, int count) {
    long total = 0;
    for (int i = 0; i < count; i++) {
      int value = pick == null ? i : pick[i];
      total += value < 0 ? 0 : lengths[value];
    }
    reserve(total);
    int end = dataUsed;
    long offset = offsets + 4L * (rows + 1);
    for (int i = 0; i < count; i++, offset += 4) {
      int value = pick == null ? i : pick[i];
      if (value >= 0) {
        int length = lengths[value];
        copyBytes(base + starts[value], data + end, length);
        end += length;
      }
      Memory.putInt(offset, end);
    }
    dataUsed = end;
    addValidity(hasNulls ? pick : null, count);
  }

  /** Appends rows of another output of the same type: {@code selected}, or the first if null. */
  void addFrom(ColumnOutput source, int @Nullable [] selected, int count) {
    if (width == VARIABLE) {
      long total = 0;
      for (int i = 0; i < count; i++) {
        total += source.lengthOf(selected == null ? i : selected[i]);
      }
      reserve(total);
      for (int i = 0; i < count; i++) {
        int row = selected == null ? i : selected[i];
        int start = Memory.getInt(source.offsets + 4L * row);
        int length = source.lengthOf(row);
        copyBytes(source.data + start, data + dataUsed, length);
        dataUsed += length;
        Memory.putInt(offsets + 4L * (rows + 1 + i), dataUsed);
      }
    } else if (width == BITS) {
      Bits.copy(source.data, selected, data, rows, count);
    } else if (selected == null) {
      Memory.copy(source.data, data + (long) rows * width, (long) count * width);
    } else {
      FixedGather.gather(source.data, selected, data + (long) rows * width, count, width);
    }
    Bits.copy(source.validity, selected, validity, rows, count);
    rows += count;
  }

  /** Appends the last {@code count} rows of another output of the same type. */
  void addTail(ColumnOutput source, int count) {
    int[] tail = new int[count];
    for (int i = 0; i < count; i++) {
      tail[i] = source.rows - count + i;
    }
    addFrom(source, tail, count);
  }

  private int lengthOf(int row) {
    return lengthOf(Memory.getLong(offsets + 4L * row));
  }

  /** Returns the filled vector, which now belongs to the caller. */
  FieldVector finish() {
    if (vector instanceof BaseVariableWidthVector variable) {
      variable.setLastSet(rows - 1);
    }
    vector.setValueCount(rows);
    return vector;
  }

  /** Empties the vector for other rows. */
  void reset() {
    rows = 0;
    dataUsed = 0;
    Memory.fill(validity, (capacity + 7) >>> 3, (byte) 0);
  }

  @Override
  public void close() {
    vector.close();
  }

  private void addEntryBytes(
      Dictionary dictionary, int[] indexes, int @Nullable [] pick, int count) {
    int longest = dictionary.longestEntry();
    if (longest <= INITIAL_BYTES_PER_VALUE) {
      reserve((long) count * longest);
      addShortEntries(dictionary, indexes, pick, count);
      return;
    }
    long entryOffsets = dictionary.offsets();
    long total = 0;
    for (int i = 0; i < count; i++) {
      int value = pick == null ? i : pick[i];
      if (value >= 0) {
        total += lengthOf(Memory.getLong(entryOffsets + 4L * indexes[value]));
      }
    }
    reserve(total);
    long entries = dictionary.data();
    int end = dataUsed;
    long offset = offsets + 4L * (rows + 1);
    for (int i = 0; i < count; i++, offset += 4) {
      int value = pick == null ? i : pick[i];
      if (value >= 0) {
        long range = Memory.getLong(entryOffsets + 4L * indexes[value]);
        int length = lengthOf(range);
        copyBytes(entries + (int) range, data + end, length);
        end += length;
      }
      Memory.putInt(offset, end);
    }
    dataUsed = end;
  }

  /** Copies 16 bytes for each entry, whatever its length. */
  private void addShortEntries(
      Dictionary dictionary, int[] indexes, int @Nullable [] pick, int count) {
    long entryOffsets = dictionary.offsets();
    long entries = dictionary.data();
    int end = dataUsed;
    long offset = offsets + 4L * (rows + 1);
    for (int i = 0; i < count; i++, offset += 4) {
      int value = pick == null ? i : pick[i];
      if (value >= 0) {
        long range = Memory.getLong(entryOffsets + 4L * indexes[value]);
        long source = entries + (int) range;
        Memory.putLong(data + end, Memory.getLong(source));
        Memory.putLong(data + end + 8, Memory.getLong(source + 8));
        end += lengthOf(range);
      }
      Memory.putInt(offset, end);
    }
    dataUsed = end;
  }

  /**
   * Returns the length of a value whose offset and the next one are the halves of {@code range}.
   */
  private static int lengthOf(long range) {
    return (int) (range >>> 32) - (int) range;
  }

  private void addValidity(int @Nullable [] pick, int count) {
    if (pick == null) {
      Bits.set(validity, rows, count);
    } else {
      Bits.setNonNegative(validity, rows, pick, count);
    }
    rows += count;
  }

  private void addEmpties(int count) {
    for (int i = 1; i <= count; i++) {
      Memory.putInt(offsets + 4L * (rows + i), dataUsed);
    }
  }

  /** Writes up to seven bytes behind the target's end, which {@link #reserve} leaves room for. */
  private static void copyBytes(long source, long target, int length) {
    if (length > 64) {
      Memory.copy(source, target, length);
      return;
    }
    for (int i = 0; i < length; i += 8) {
      Memory.putLong(target + i, Memory.getLong(source + i));
    }
  }

  private void reserve(long more) {
    long needed = dataUsed + more + SLACK_BYTES;
    if (needed <= dataCapacity) {
      return;
    }
    if (needed > MAX_DATA_BYTES) {
      throw new QueryException(
          ErrorCode.OUT_OF_MEMORY,
          "Values of one batch take more than 2 GB: column="
              + field.name()
              + "; lower the setting batch_rows");
    }
    ((BaseVariableWidthVector) vector).reallocDataBuffer(Math.min(MAX_DATA_BYTES, needed * 3 / 2));
    data = vector.getDataBuffer().memoryAddress();
    dataCapacity = vector.getDataBuffer().capacity();
  }
}
