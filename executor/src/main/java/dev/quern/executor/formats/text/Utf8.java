package dev.quern.executor.formats.text;

import dev.quern.executor.memory.Memory;

/** Checks of UTF-8. */
public final class Utf8 {
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** Returns whether the bytes are UTF-8: shortest forms, no surrogates, at most U+10FFFF. */
  public static boolean isValid(long start, long end) {
    long address = start;
    while (address < end) {
      if (address + Long.BYTES <= end && (Memory.getLong(address) & HIGH_BITS) == 0) {
        address += Long.BYTES;
        continue;
      }
      int first = Memory.getByte(address) & 0xFF;
      int length = first < 0x80 ? 1 : sequenceLength(address, end, first);
      if (length == 0) {
        return false;
      }
      address += length;
    }
    return true;
  }

  /** Returns 2 to 4 for a well-formed sequence, otherwise 0. */
  private static int sequenceLength(long address, long end, int first) {
    int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0 || address + length > end) {
      return 0;
    }
    int second = Memory.getByte(address + 1) & 0xFF;
    int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((Memory.getByte(address + i) & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
