package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;

/** Smallest and largest value and the number of nulls of a column block, as Parquet stores them. */
final class BlockStatistics {
  /** Longer byte strings are left out: readers keep footers in memory. */
  private static final int MAX_BYTES = 128;

  private BlockStatistics() {}

  /** Returns what is known of all values of {@code block}. */
  static Statistics of(WrittenColumn column, ColumnBlock block) {
    return of(column, block, 0, block.present(), block.rows());
  }

  /**
   * Returns what is known of some rows.
   *
   * @param from first of their values that are present
   * @param to end of these
   * @param rows how many rows, nulls included
   */
  static Statistics of(WrittenColumn column, ColumnBlock block, int from, int to, int rows) {
    Statistics statistics = new Statistics();
    statistics.setNull_count(rows - (to - from));
    if (from == to) {
      return statistics;
    }
    switch (column.physical()) {
      case BOOLEAN -> addIntegers(statistics, block, from, to, 1);
      case INT32 -> addIntegers(statistics, block, from, to, 4);
      case INT64 -> addIntegers(statistics, block, from, to, 8);
      case FLOAT, DOUBLE -> addFloats(statistics, block, from, to, column.physical());
      case FIXED_LEN_BYTE_ARRAY -> addWide(statistics, block, from, to);
      case BYTE_ARRAY -> addBytes(statistics, block, from, to);
      case INT96 -> throw new IllegalStateException("INT96 is not written");
    }
    return statistics;
  }

  private static void addIntegers(
      Statistics statistics, ColumnBlock block, int from, int to, int width) {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int i = from; i < to; i++) {
      long place = block.address() + (long) width * i;
      long value =
          width == 8
              ? Memory.getLong(place)
              : width == 4 ? Memory.getInt(place) : Memory.getByte(place);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    statistics.setMin_value(littleEndian(min, width));
    statistics.setMax_value(littleEndian(max, width));
  }

  /** NaN is left out; zeros are widened to -0 and +0, as Parquet demands. */
  private static void addFloats(
      Statistics statistics, ColumnBlock block, int from, int to, Type type) {
    boolean isDouble = type == Type.DOUBLE;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    int count = 0;
    for (int i = from; i < to; i++) {
      double value =
          isDouble
              ? Memory.getDouble(block.address() + 8L * i)
              : Memory.getFloat(block.address() + 4L * i);
      if (!Double.isNaN(value)) {
        min = Math.min(min, value);
        max = Math.max(max, value);
        count++;
      }
    }
    // A block with NaN gets no bounds at all: not all readers order NaN in the same way.
    if (count < to - from) {
      return;
    }
    double low = min == 0 ? -0.0 : min;
    double high = max == 0 ? 0.0 : max;
    statistics.setMin_value(floatBytes(low, isDouble));
    statistics.setMax_value(floatBytes(high, isDouble));
  }

  private static byte[] floatBytes(double value, boolean isDouble) {
    return isDouble
        ? littleEndian(Double.doubleToRawLongBits(value), 8)
        : littleEndian(Float.floatToRawIntBits((float) value), 4);
  }

  private static void addWide(Statistics statistics, ColumnBlock block, int from, int to) {
    int min = from;
    int max = from;
    for (int i = from + 1; i < to; i++) {
      min = compareWide(block, i, min) < 0 ? i : min;
      max = compareWide(block, i, max) > 0 ? i : max;
    }
    statistics.setMin_value(copy(block.address() + 16L * min, 16));
    statistics.setMax_value(copy(block.address() + 16L * max, 16));
  }

  private static int compareWide(ColumnBlock block, int left, int right) {
    long leftPlace = block.address() + 16L * left;
    long rightPlace = block.address() + 16L * right;
    int high =
        Long.compare(
            Long.reverseBytes(Memory.getLong(leftPlace)),
            Long.reverseBytes(Memory.getLong(rightPlace)));
    return high != 0
        ? high
        : Long.compareUnsigned(
            Long.reverseBytes(Memory.getLong(leftPlace + 8)),
            Long.reverseBytes(Memory.getLong(rightPlace + 8)));
  }

  private static void addBytes(Statistics statistics, ColumnBlock block, int from, int to) {
    int min = from;
    int max = from;
    for (int i = from + 1; i < to; i++) {
      min = compareBytes(block, i, min) < 0 ? i : min;
      max = compareBytes(block, i, max) > 0 ? i : max;
    }
    int[] offsets = block.offsets();
    int minLength = offsets[min + 1] - offsets[min];
    int maxLength = offsets[max + 1] - offsets[max];
    if (minLength <= MAX_BYTES) {
      statistics.setMin_value(copy(block.address() + offsets[min], minLength));
    }
    if (maxLength <= MAX_BYTES) {
      statistics.setMax_value(copy(block.address() + offsets[max], maxLength));
    }
  }

  private static int compareBytes(ColumnBlock block, int left, int right) {
    int[] offsets = block.offsets();
    int leftLength = offsets[left + 1] - offsets[left];
    int rightLength = offsets[right + 1] - offsets[right];
    long leftPlace = block.address() + offsets[left];
    long rightPlace = block.address() + offsets[right];
    int shorter = Math.min(leftLength, rightLength);
    int i = 0;
    for (; i + 8 <= shorter; i += 8) {
      long leftWord = Memory.getLong(leftPlace + i);
      long rightWord = Memory.getLong(rightPlace + i);
      if (leftWord != rightWord) {
        return Long.compareUnsigned(Long.reverseBytes(leftWord), Long.reverseBytes(rightWord));
      }
    }
    for (; i < shorter; i++) {
      int order =
          Byte.compareUnsigned(Memory.getByte(leftPlace + i), Memory.getByte(rightPlace + i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(leftLength, rightLength);
  }

  private static byte[] copy(long place, int length) {
    byte[] bytes = new byte[length];
    Memory.copyTo(place, bytes, 0, length);
    return bytes;
  }

  private static byte[] littleEndian(long value, int width) {
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return java.util.Arrays.copyOf(bytes, width);
  }
}
