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

  static Statistics of(WrittenColumn column, ColumnBlock block) {
    Statistics statistics = new Statistics();
    statistics.setNull_count(block.rows() - block.present());
    if (block.present() == 0) {
      return statistics;
    }
    switch (column.physical()) {
      case BOOLEAN -> addIntegers(statistics, block, 1);
      case INT32 -> addIntegers(statistics, block, 4);
      case INT64 -> addIntegers(statistics, block, 8);
      case FLOAT, DOUBLE -> addFloats(statistics, block, column.physical());
      case FIXED_LEN_BYTE_ARRAY -> addWide(statistics, block);
      case BYTE_ARRAY -> addBytes(statistics, block);
      case INT96 -> throw new IllegalStateException("INT96 is not written");
    }
    return statistics;
  }

  private static void addIntegers(Statistics statistics, ColumnBlock block, int width) {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int i = 0; i < block.present(); i++) {
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
  private static void addFloats(Statistics statistics, ColumnBlock block, Type type) {
    boolean isDouble = type == Type.DOUBLE;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    int count = 0;
    for (int i = 0; i < block.present(); i++) {
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
    if (count < block.present()) {
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

  private static void addWide(Statistics statistics, ColumnBlock block) {
    int min = 0;
    int max = 0;
    for (int i = 1; i < block.present(); i++) {
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

  private static void addBytes(Statistics statistics, ColumnBlock block) {
    int min = 0;
    int max = 0;
    for (int i = 1; i < block.present(); i++) {
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
