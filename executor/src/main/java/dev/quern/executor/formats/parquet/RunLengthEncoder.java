package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;

/** Writes the runs that {@link RunLengthDecoder} reads. */
final class RunLengthEncoder {
  private static final int GROUP = 8;

  private RunLengthEncoder() {}

  /** Returns the most bytes that {@link #encode} writes, with room to write eight at once. */
  static long maxBytes(int count, int bitWidth) {
    return (count / GROUP + 1L) * (bitWidth + 10L) + 16;
  }

  /**
   * Writes values {@code [from, to)} of {@code bitWidth} bits (at least 1).
   *
   * @return the address behind the last byte
   */
  static long encode(int[] values, int from, int to, int bitWidth, long target) {
    long position = target;
    int at = from;
    while (at < to) {
      int repeated = runLength(values, at, to);
      if (repeated >= GROUP) {
        position = writeRun(values[at], repeated, bitWidth, position);
        at += repeated;
        continue;
      }
      int packedEnd = at;
      while (packedEnd < to && runLength(values, packedEnd, to) < GROUP) {
        packedEnd = Math.min(packedEnd + GROUP, to);
      }
      position = writePacked(values, at, packedEnd, bitWidth, position);
      at = packedEnd;
    }
    return position;
  }

  private static int runLength(int[] values, int from, int to) {
    int end = from + 1;
    while (end < to && values[end] == values[from]) {
      end++;
    }
    return end - from;
  }

  private static long writeRun(int value, int count, int bitWidth, long target) {
    long position = writeVarint((long) count << 1, target);
    for (int shift = 0; shift < bitWidth; shift += 8) {
      Memory.putByte(position++, (byte) (value >>> shift));
    }
    return position;
  }

  private static long writePacked(int[] values, int from, int to, int bitWidth, long target) {
    int groups = (to - from + GROUP - 1) / GROUP;
    long position = writeVarint((long) groups << 1 | 1, target);
    long bits = 0;
    int bitCount = 0;
    for (int i = from; i < from + groups * GROUP; i++) {
      long value = i < to ? values[i] : 0;
      bits |= value << bitCount;
      bitCount += bitWidth;
      while (bitCount >= 8) {
        Memory.putByte(position++, (byte) bits);
        bits >>>= 8;
        bitCount -= 8;
      }
    }
    return position;
  }

  private static long writeVarint(long value, long target) {
    long position = target;
    long rest = value;
    while (rest >= 0x80) {
      Memory.putByte(position++, (byte) (rest | 0x80));
      rest >>>= 7;
    }
    Memory.putByte(position++, (byte) rest);
    return position;
  }
}
