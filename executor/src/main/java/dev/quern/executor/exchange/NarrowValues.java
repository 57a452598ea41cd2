package dev.quern.executor.exchange;

import dev.quern.executor.memory.Memory;

/**
 * How the values of a buffer are stored: whole, or each as its distance from the least one in fewer
 * bytes (frame of reference). Values are integers of 4 or 8 bytes, or the bits of other values; any
 * bits come back as they were.
 *
 * @param bytes of the buffer, as it is in memory
 * @param valueWidth bytes of a value, 1 if they are always stored as they are
 * @param storedWidth bytes of a stored value, 0 if all are the same
 * @param base the least value; 0 if values are stored whole
 */
record NarrowValues(int bytes, int valueWidth, int storedWidth, long base) {

  /** Returns the narrowest way to store {@code bytes} bytes that lie at {@code address}. */
  static NarrowValues of(long address, int bytes, int valueWidth) {
    if (valueWidth == 1 || bytes < valueWidth || bytes % valueWidth != 0) {
      return new NarrowValues(bytes, valueWidth, valueWidth, 0);
    }
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    if (valueWidth == Long.BYTES) {
      for (int at = 0; at < bytes; at += Long.BYTES) {
        long value = Memory.getLong(address + at);
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    } else {
      for (int at = 0; at < bytes; at += Integer.BYTES) {
        int value = Memory.getInt(address + at);
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    int stored = widthOf(most - least);
    return stored < valueWidth
        ? new NarrowValues(bytes, valueWidth, stored, least)
        : new NarrowValues(bytes, valueWidth, valueWidth, 0);
  }

  /** Returns the bytes of an unsigned integer; one that has overflowed takes all. */
  private static int widthOf(long range) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(range);
    if (bits > Integer.SIZE) {
      return Long.BYTES;
    }
    return bits > Short.SIZE ? Integer.BYTES : (bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  boolean isNarrow() {
    return storedWidth < valueWidth;
  }

  /** Returns the number of values. */
  int count() {
    return bytes / valueWidth;
  }

  int storedBytes() {
    return isNarrow() ? count() * storedWidth : bytes;
  }

  /** Writes {@code count} values, from an address on, in their stored form to {@code target}. */
  void write(long address, int count, long target) {
    switch (storedWidth) {
      case 0:
        return;
      case 1:
        for (int i = 0; i < count; i++) {
          Memory.putByte(target + i, (byte) distance(address, i));
        }
        return;
      case 2:
        for (int i = 0; i < count; i++) {
          Memory.putShort(target + 2L * i, (short) distance(address, i));
        }
        return;
      case 4:
        for (int i = 0; i < count; i++) {
          Memory.putInt(target + 4L * i, (int) distance(address, i));
        }
        return;
      default:
        throw new IllegalStateException("not narrow: " + this);
    }
  }

  private long distance(long address, int index) {
    long value =
        valueWidth == Long.BYTES
            ? Memory.getLong(address + 8L * index)
            : Memory.getInt(address + 4L * index);
    return value - base;
  }

  /** Writes all values that are stored from an address on, as they were, to {@code target}. */
  void read(long address, long target) {
    int count = count();
    switch (storedWidth) {
      case 0:
        for (int i = 0; i < count; i++) {
          putValue(target, i, 0);
        }
        return;
      case 1:
        for (int i = 0; i < count; i++) {
          putValue(target, i, Memory.getByte(address + i) & 0xFF);
        }
        return;
      case 2:
        for (int i = 0; i < count; i++) {
          putValue(target, i, Memory.getShort(address + 2L * i) & 0xFFFF);
        }
        return;
      case 4:
        for (int i = 0; i < count; i++) {
          putValue(target, i, Integer.toUnsignedLong(Memory.getInt(address + 4L * i)));
        }
        return;
      default:
        throw new IllegalStateException("not narrow: " + this);
    }
  }

  private void putValue(long target, int index, long distance) {
    if (valueWidth == Long.BYTES) {
      Memory.putLong(target + 8L * index, base + distance);
    } else {
      Memory.putInt(target + 4L * index, (int) (base + distance));
    }
  }
}
