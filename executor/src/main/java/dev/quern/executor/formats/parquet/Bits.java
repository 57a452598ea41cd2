package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import org.jspecify.annotations.Nullable;

/** Writes bit maps as Arrow has them: bit i is bit {@code i & 7} of byte {@code i >>> 3}. */
final class Bits {
  private Bits() {}

  /** Sets bits {@code [from, from + count)}. */
  static void set(long bits, int from, int count) {
    int at = from;
    int stop = from + count;
    for (; at < stop && (at & 7) != 0; at++) {
      or(bits, at, 1 << (at & 7));
    }
    int wholeBytes = (stop - at) >>> 3;
    Memory.fill(bits + (at >>> 3), wholeBytes, (byte) 0xff);
    at += wholeBytes << 3;
    for (; at < stop; at++) {
      or(bits, at, 1 << (at & 7));
    }
  }

  static void clear(long bits, int from, int count) {
    for (int at = from; at < from + count; at++) {
      long place = bits + (at >>> 3);
      Memory.putByte(place, (byte) (Memory.getByte(place) & ~(1 << (at & 7))));
    }
  }

  /** Sets bit {@code from + i} for each {@code i < count} with {@code pick[i] >= 0}. */
  static void setNonNegative(long bits, int from, int[] pick, int count) {
    int i = 0;
    while (i < count) {
      int shift = (from + i) & 7;
      int step = Math.min(8 - shift, count - i);
      int value = 0;
      for (int j = 0; j < step; j++) {
        value |= (~pick[i + j] >>> 31) << j;
      }
      or(bits, from + i, value << shift);
      i += step;
    }
  }

  /** Writes bits from bytes that are 0 or 1: bit {@code from + i} is byte {@code pick[i]}. */
  static void pack(long bytes, int @Nullable [] pick, long bits, int from, int count) {
    clear(bits, from, count);
    for (int i = 0; i < count; i++) {
      int value = pick == null ? i : Math.max(pick[i], 0);
      or(bits, from + i, Memory.getByte(bytes + value) << ((from + i) & 7));
    }
  }

  /** Copies bits: bit {@code from + i} of {@code target} is bit {@code pick[i]}. */
  static void copy(long source, int @Nullable [] pick, long target, int from, int count) {
    int i = 0;
    while (i < count) {
      int shift = (from + i) & 7;
      int step = Math.min(8 - shift, count - i);
      int value = 0;
      for (int j = 0; j < step; j++) {
        int at = pick == null ? i + j : pick[i + j];
        value |= (Memory.getByte(source + (at >>> 3)) >>> (at & 7) & 1) << j;
      }
      long place = target + ((from + i) >>> 3);
      int kept = Memory.getByte(place) & ~(((1 << step) - 1) << shift);
      Memory.putByte(place, (byte) (kept | value << shift));
      i += step;
    }
  }

  private static void or(long bits, int at, int value) {
    long place = bits + (at >>> 3);
    Memory.putByte(place, (byte) (Memory.getByte(place) | value));
  }
}
