package dev.quern.executor.expressions.values;

import dev.quern.executor.memory.ByteRanges;
import dev.quern.executor.memory.Memory;

/**
 * Steps through UTF-8 by code point. Bytes that are not UTF-8 never lead outside the range: a
 * continuation byte belongs to the code point before it, whatever that is.
 */
public final class Utf8 {
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** Returns whether all bytes are ASCII. */
  public static boolean isAscii(long address, int length) {
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      if ((Memory.getLong(address + i) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; i < length; i++) {
      if (Memory.getByte(address + i) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the byte continues a code point. */
  public static boolean isContinuation(byte value) {
    return (value & 0xC0) == 0x80;
  }

  /** Returns how many code points there are. */
  public static int count(long address, int length) {
    int continuations = 0;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      continuations += continuations(Memory.getLong(address + i));
    }
    int left = length - i;
    if (left > 0) {
      continuations += continuations(lastBytes(address, length, left));
    }
    return length - continuations;
  }

  /** Returns how many bytes of the word are 10xxxxxx: the high bit is set and the next is not. */
  private static int continuations(long word) {
    return Long.bitCount(word & ~(word << 1) & HIGH_BITS);
  }

  /** Returns the last {@code wanted} bytes, 1 to 7, of a text, in the low bytes of a word. */
  private static long lastBytes(long address, int length, int wanted) {
    if (length >= 8) {
      return Memory.getLong(address + length - 8) >>> (Long.SIZE - wanted * Byte.SIZE);
    }
    return ByteRanges.tail(address, length);
  }

  /** Returns the offset of the code point after the one at {@code offset}. */
  public static int next(long address, int length, int offset) {
    int next = offset + 1;
    while (next < length && isContinuation(Memory.getByte(address + next))) {
      next++;
    }
    return next;
  }

  /** Returns the offset of the code point before {@code offset}, which is not 0. */
  public static int previous(long address, int offset) {
    int previous = offset - 1;
    while (previous > 0 && isContinuation(Memory.getByte(address + previous))) {
      previous--;
    }
    return previous;
  }

  /** Returns the offset behind the first {@code codePoints}, at most {@code length}. */
  public static int offset(long address, int length, long codePoints) {
    int offset = 0;
    long left = codePoints;
    while (left > 0 && offset < length) {
      if (left >= 8
          && offset + 8 <= length
          && (Memory.getLong(address + offset) & HIGH_BITS) == 0) {
        offset += 8;
        left -= 8;
      } else {
        offset = next(address, length, offset);
        left--;
      }
    }
    return offset;
  }

  /** Returns the code point at {@code offset}; -1 if the bytes there are not UTF-8. */
  public static int codePoint(long address, int length, int offset) {
    int first = Memory.getByte(address + offset);
    if (first >= 0) {
      return first;
    }
    int size = next(address, length, offset) - offset;
    int value;
    if ((first & 0xE0) == 0xC0 && size == 2) {
      value = first & 0x1F;
    } else if ((first & 0xF0) == 0xE0 && size == 3) {
      value = first & 0x0F;
    } else if ((first & 0xF8) == 0xF0 && size == 4) {
      value = first & 0x07;
    } else {
      return -1;
    }
    for (int i = 1; i < size; i++) {
      value = value << 6 | (Memory.getByte(address + offset + i) & 0x3F);
    }
    return value <= Character.MAX_CODE_POINT ? value : -1;
  }

  /** Writes the code point to {@code target}, which has 4 bytes; returns how many it took. */
  public static int put(int codePoint, long target) {
    if (codePoint < 0x80) {
      Memory.putByte(target, (byte) codePoint);
      return 1;
    }
    if (codePoint < 0x800) {
      Memory.putByte(target, (byte) (0xC0 | codePoint >> 6));
      Memory.putByte(target + 1, (byte) (0x80 | (codePoint & 0x3F)));
      return 2;
    }
    if (codePoint < 0x10000) {
      Memory.putByte(target, (byte) (0xE0 | codePoint >> 12));
      Memory.putByte(target + 1, (byte) (0x80 | (codePoint >> 6 & 0x3F)));
      Memory.putByte(target + 2, (byte) (0x80 | (codePoint & 0x3F)));
      return 3;
    }
    Memory.putByte(target, (byte) (0xF0 | codePoint >> 18));
    Memory.putByte(target + 1, (byte) (0x80 | (codePoint >> 12 & 0x3F)));
    Memory.putByte(target + 2, (byte) (0x80 | (codePoint >> 6 & 0x3F)));
    Memory.putByte(target + 3, (byte) (0x80 | (codePoint & 0x3F)));
    return 4;
  }
}
