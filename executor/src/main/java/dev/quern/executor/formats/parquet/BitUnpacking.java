package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;

/** Unpacks integers of fixed bit width that lie one after the other, lowest bit first. */
final class BitUnpacking {
  private BitUnpacking() {}

  /**
   * Writes {@code count} values of {@code width} bits (0 to 32), the first of them at bit {@code
   * startBit} behind {@code address}. Eight bytes from the last value's first byte on must be
   * readable.
   */
  static void unpack(long address, long startBit, int width, int[] target, int offset, int count) {
    int at = offset;
    int stop = offset + count;
    long bit = startBit;
    long mask = (1L << width) - 1;
    while (at < stop && (bit & 7) != 0) {
      target[at++] = (int) (Memory.getLong(address + (bit >>> 3)) >>> (bit & 7) & mask);
      bit += width;
    }
    long position = address + (bit >>> 3);
    if (width <= 8) {
      for (; at + 8 <= stop; at += 8, position += width) {
        unpackEight(Memory.getLong(position), width, mask, target, at);
      }
    } else if (width <= 16) {
      long half = position + (width >>> 1);
      int shift = (width & 1) << 2;
      for (; at + 8 <= stop; at += 8, position += width, half += width) {
        unpackFour(Memory.getLong(position), width, mask, target, at);
        unpackFour(Memory.getLong(half) >>> shift, width, mask, target, at + 4);
      }
    }
    bit = 0;
    for (; at < stop; at++, bit += width) {
      target[at] = (int) (Memory.getLong(position + (bit >>> 3)) >>> (bit & 7) & mask);
    }
  }

  private static void unpackEight(long word, int width, long mask, int[] target, int at) {
    target[at] = (int) (word & mask);
    target[at + 1] = (int) (word >>> width & mask);
    target[at + 2] = (int) (word >>> (2 * width) & mask);
    target[at + 3] = (int) (word >>> (3 * width) & mask);
    target[at + 4] = (int) (word >>> (4 * width) & mask);
    target[at + 5] = (int) (word >>> (5 * width) & mask);
    target[at + 6] = (int) (word >>> (6 * width) & mask);
    target[at + 7] = (int) (word >>> (7 * width) & mask);
  }

  private static void unpackFour(long word, int width, long mask, int[] target, int at) {
    target[at] = (int) (word & mask);
    target[at + 1] = (int) (word >>> width & mask);
    target[at + 2] = (int) (word >>> (2 * width) & mask);
    target[at + 3] = (int) (word >>> (3 * width) & mask);
  }
}
