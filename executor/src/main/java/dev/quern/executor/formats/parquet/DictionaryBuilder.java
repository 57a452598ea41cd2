package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import java.util.Arrays;

/**
 * Numbers the distinct values of a column block in the order in which they appear: an open
 * addressing table of value numbers over the block's own memory. Reused for the next block.
 */
final class DictionaryBuilder {
  private static final int MAX_ENTRIES = 1 << 16;

  /**
   * After so many values it is given up if hardly one was a repetition: of {@value #MAX_ENTRIES}
   * values that are equally frequent one in sixteen would have been.
   */
  private static final int PROBE_VALUES = 8192;

  private static final int MOST_PROBE_ENTRIES = PROBE_VALUES - PROBE_VALUES / 32;

  private final int maxBytes;

  private int[] table = new int[0];

  /** Per entry: the first value in the block that is equal to it. */
  private int[] firstValues = new int[256];

  private int[] indexes = new int[0];
  private int size;

  /**
   * @param maxBytes most bytes of a dictionary
   */
  DictionaryBuilder(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  int size() {
    return size;
  }

  /** Returns for each entry the number of the value in the block that it is. */
  int[] firstValues() {
    return firstValues;
  }

  /** Returns for each value of the block the number of its entry. */
  int[] indexes() {
    return indexes;
  }

  /**
   * Returns whether a dictionary pays: it stays small, and at least every second value is a
   * repetition.
   */
  boolean build(ColumnBlock block, int width) {
    int count = block.present();
    int maxEntries = Math.min(MAX_ENTRIES, Math.max(count / 2, 1));
    int capacity = Integer.highestOneBit(Math.max(maxEntries, 8)) << 2;
    if (table.length < capacity) {
      table = new int[capacity];
    }
    Arrays.fill(table, 0, capacity, -1);
    if (indexes.length < count) {
      indexes = new int[count];
    }
    size = 0;
    long bytes = 0;
    int mask = capacity - 1;
    for (int value = 0; value < count; value++) {
      int slot = hash(block, width, value) & mask;
      while (table[slot] >= 0 && !isEqual(block, width, firstValues[table[slot]], value)) {
        slot = (slot + 1) & mask;
      }
      if (table[slot] < 0) {
        bytes += length(block, width, value);
        boolean isHopeless = size >= MOST_PROBE_ENTRIES && value < PROBE_VALUES;
        if (isHopeless || size == maxEntries || bytes > maxBytes) {
          return false;
        }
        addEntry(value);
        table[slot] = size - 1;
      }
      indexes[value] = table[slot];
    }
    return true;
  }

  private void addEntry(int value) {
    if (size == firstValues.length) {
      firstValues = Arrays.copyOf(firstValues, size * 2);
    }
    firstValues[size++] = value;
  }

  private static int length(ColumnBlock block, int width, int value) {
    return width > 0 ? width : 4 + block.offsets()[value + 1] - block.offsets()[value];
  }

  private static int hash(ColumnBlock block, int width, int value) {
    long base = block.address();
    if (width == 4) {
      return mix(Memory.getInt(base + 4L * value));
    }
    if (width == 8) {
      return mix(Memory.getLong(base + 8L * value));
    }
    long start = width > 0 ? (long) width * value : block.offsets()[value];
    long end = width > 0 ? start + width : block.offsets()[value + 1];
    long hash = end - start;
    long at = start;
    for (; at + 8 <= end; at += 8) {
      hash = (hash ^ Memory.getLong(base + at)) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 32;
    }
    for (; at < end; at++) {
      hash = (hash ^ Memory.getByte(base + at)) * 0x9e3779b97f4a7c15L;
    }
    return mix(hash);
  }

  private static int mix(long value) {
    long hash = value * 0x9e3779b97f4a7c15L;
    return (int) (hash >>> 32);
  }

  private static boolean isEqual(ColumnBlock block, int width, int left, int right) {
    long base = block.address();
    if (width == 4) {
      return Memory.getInt(base + 4L * left) == Memory.getInt(base + 4L * right);
    }
    if (width == 8) {
      return Memory.getLong(base + 8L * left) == Memory.getLong(base + 8L * right);
    }
    if (width > 0) {
      return isEqual(base + (long) width * left, base + (long) width * right, width);
    }
    int[] offsets = block.offsets();
    int length = offsets[left + 1] - offsets[left];
    return length == offsets[right + 1] - offsets[right]
        && isEqual(base + offsets[left], base + offsets[right], length);
  }

  private static boolean isEqual(long left, long right, int length) {
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      if (Memory.getLong(left + i) != Memory.getLong(right + i)) {
        return false;
      }
    }
    for (; i < length; i++) {
      if (Memory.getByte(left + i) != Memory.getByte(right + i)) {
        return false;
      }
    }
    return true;
  }
}
