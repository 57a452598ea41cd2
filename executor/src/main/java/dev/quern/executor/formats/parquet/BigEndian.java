package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;

/** Reads the big-endian two's-complement integers that decimals are stored as. */
final class BigEndian {
  private BigEndian() {}

  static void toLongs(long source, int width, long target, int count) {
    for (int i = 0; i < count; i++) {
      toLong(source + (long) i * width, width, target + 8L * i);
    }
  }

  static void toWides(long source, int width, long target, int count) {
    for (int i = 0; i < count; i++) {
      toWide(source + (long) i * width, width, target + 16L * i);
    }
  }

  /** Writes the integer of {@code width} bytes at {@code source} as 8 bytes. */
  static void toLong(long source, int width, long target) {
    checkExtension(source, width, 8);
    Memory.putLong(target, part(source, width, 0));
  }

  /** Writes the integer of {@code width} bytes at {@code source} as 16 bytes, low half first. */
  static void toWide(long source, int width, long target) {
    checkExtension(source, width, 16);
    Memory.putLong(target, part(source, width, 0));
    Memory.putLong(target + 8, part(source, width, 8));
  }

  /** Returns the eight bytes that have {@code skipped} less significant ones behind them. */
  private static long part(long source, int width, int skipped) {
    int end = width - skipped;
    if (end >= 8) {
      return Long.reverseBytes(Memory.getLong(source + end - 8));
    }
    long sign = width == 0 ? 0 : Memory.getByte(source) >> 7;
    if (end <= 0) {
      return sign;
    }
    long head = Long.reverseBytes(Memory.getLong(source)) >>> (64 - 8 * end);
    return sign << (8 * end) | head;
  }

  /** Bytes above {@code limit} must repeat the sign. */
  private static void checkExtension(long source, int width, int limit) {
    int extra = width - limit;
    for (int i = 0; i < extra; i++) {
      byte sign = (byte) (Memory.getByte(source + extra) >> 7);
      CorruptDataException.check(Memory.getByte(source + i) == sign, "decimal of too many digits");
    }
  }
}
