package dev.quern.executor.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ByteRangesTest {
  private static final int BYTES = 80;

  /** Both places begin where memory begins and end where it ends, nothing may be read beyond. */
  @Test
  void comparesAndHashesByTheBytesAlone() {
    for (int length = 0; length < 40; length++) {
      long left = Memory.allocate(BYTES);
      long right = Memory.allocate(length);
      try {
        for (int start = 0; start < 9; start++) {
          Memory.fill(left, BYTES, (byte) -7);
          for (int i = 0; i < length; i++) {
            Memory.putByte(left + start + i, (byte) (i * 37 + 200));
            Memory.putByte(right + i, (byte) (i * 37 + 200));
          }
          assertTrue(ByteRanges.equal(left + start, right, length));
          assertEquals(ByteRanges.hash(left + start, length), ByteRanges.hash(right, length));
          if (length > 0 && length < 8) {
            assertEquals(bytewise(right, length), ByteRanges.word(left, start, length));
          }
          assertEveryByteCounts(left + start, right, length);
        }
      } finally {
        Memory.free(left);
        Memory.free(right);
      }
    }
  }

  private static void assertEveryByteCounts(long left, long right, int length) {
    long hash = ByteRanges.hash(right, length);
    for (int i = 0; i < length; i++) {
      Memory.putByte(left + i, (byte) (Memory.getByte(left + i) ^ 0x10));
      assertFalse(ByteRanges.equal(left, right, length), "byte " + i + " of " + length);
      assertFalse(ByteRanges.hash(left, length) == hash, "byte " + i + " of " + length);
      Memory.putByte(left + i, (byte) (Memory.getByte(left + i) ^ 0x10));
    }
  }

  private static long bytewise(long address, int length) {
    long word = 0;
    for (int i = length - 1; i >= 0; i--) {
      word = word << 8 | (Memory.getByte(address + i) & 0xff);
    }
    return word;
  }
}
