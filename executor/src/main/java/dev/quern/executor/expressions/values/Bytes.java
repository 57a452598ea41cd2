package dev.quern.executor.expressions.values;

import dev.quern.executor.memory.Memory;
import java.nio.charset.StandardCharsets;

/** Compares, copies and searches byte ranges, eight bytes at a time where that pays. */
public final class Bytes {
  private static final int SHORT_COPY = 64;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Bytes() {}

  /** Compares as unsigned bytes; for UTF-8 that is the order of code points. */
  public static int compare(long a, int lengthA, long b, int lengthB) {
    int common = Math.min(lengthA, lengthB);
    int i = 0;
    for (; i + 8 <= common; i += 8) {
      long wordA = Memory.getLong(a + i);
      long wordB = Memory.getLong(b + i);
      if (wordA != wordB) {
        return Long.compareUnsigned(Long.reverseBytes(wordA), Long.reverseBytes(wordB));
      }
    }
    for (; i < common; i++) {
      int difference = (Memory.getByte(a + i) & 0xFF) - (Memory.getByte(b + i) & 0xFF);
      if (difference != 0) {
        return difference;
      }
    }
    return lengthA - lengthB;
  }

  public static boolean equal(long a, int lengthA, long b, int lengthB) {
    return lengthA == lengthB && equal(a, b, lengthA);
  }

  /** Returns whether two ranges of the same length have the same bytes. */
  public static boolean equal(long a, long b, int length) {
    if (length >= 8) {
      for (int i = 0; i + 8 <= length; i += 8) {
        if (Memory.getLong(a + i) != Memory.getLong(b + i)) {
          return false;
        }
      }
      return Memory.getLong(a + length - 8) == Memory.getLong(b + length - 8);
    }
    if (length >= 4) {
      return Memory.getInt(a) == Memory.getInt(b)
          && Memory.getInt(a + length - 4) == Memory.getInt(b + length - 4);
    }
    for (int i = 0; i < length; i++) {
      if (Memory.getByte(a + i) != Memory.getByte(b + i)) {
        return false;
      }
    }
    return true;
  }

  /** Copies between ranges that do not overlap; faster than a plain copy for short ranges. */
  public static void copy(long source, long target, int length) {
    if (length > SHORT_COPY) {
      Memory.copy(source, target, length);
    } else if (length >= 8) {
      for (int i = 0; i + 8 <= length; i += 8) {
        Memory.putLong(target + i, Memory.getLong(source + i));
      }
      Memory.putLong(target + length - 8, Memory.getLong(source + length - 8));
    } else if (length >= 4) {
      int last = Memory.getInt(source + length - 4);
      Memory.putInt(target, Memory.getInt(source));
      Memory.putInt(target + length - 4, last);
    } else {
      for (int i = 0; i < length; i++) {
        Memory.putByte(target + i, Memory.getByte(source + i));
      }
    }
  }

  /** Returns the position of the first occurrence at or after {@code from}, or -1. */
  public static int indexOf(long text, int length, int from, long sought, int soughtLength) {
    if (soughtLength == 0) {
      return from <= length ? from : -1;
    }
    byte first = Memory.getByte(sought);
    long pattern = (first & 0xFF) * ONES;
    int last = length - soughtLength;
    int i = from;
    // Eight candidates at a time: a byte of the difference is 0 where the first byte occurs.
    while (i + 8 <= length && i <= last) {
      long difference = Memory.getLong(text + i) ^ pattern;
      long found = (difference - ONES) & ~difference & HIGH_BITS;
      while (found != 0) {
        int candidate = i + (Long.numberOfTrailingZeros(found) >> 3);
        if (candidate > last) {
          return -1;
        }
        if (equal(text + candidate, sought, soughtLength)) {
          return candidate;
        }
        found &= found - 1;
      }
      i += 8;
    }
    for (; i <= last; i++) {
      if (Memory.getByte(text + i) == first && equal(text + i, sought, soughtLength)) {
        return i;
      }
    }
    return -1;
  }

  /** Returns a copy on the heap. */
  public static byte[] toArray(long address, int length) {
    byte[] bytes = new byte[length];
    if (length > 0) {
      Memory.copyTo(address, bytes, 0, length);
    }
    return bytes;
  }

  /** Returns the text; bytes that are not UTF-8 become replacement characters. */
  public static String toString(long address, int length) {
    return new String(toArray(address, length), StandardCharsets.UTF_8);
  }
}
