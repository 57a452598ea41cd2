package dev.quern.executor.memory;

/** Copies, compares and hashes short runs of off-heap bytes, eight bytes at a time. */
public final class ByteRanges {
  private static final int LONG_COPY = 64;

  private ByteRanges() {}

  /** Copies {@code length} bytes between places that do not overlap; fastest for short runs. */
  public static void copy(long source, long target, int length) {
    if (length >= LONG_COPY) {
      Memory.copy(source, target, length);
      return;
    }
    int position = 0;
    for (; position + 8 <= length; position += 8) {
      Memory.putLong(target + position, Memory.getLong(source + position));
    }
    if (position + 4 <= length) {
      Memory.putInt(target + position, Memory.getInt(source + position));
      position += 4;
    }
    for (; position < length; position++) {
      Memory.putByte(target + position, Memory.getByte(source + position));
    }
  }

  /** Returns whether both places hold the same {@code length} bytes. */
  public static boolean equal(long left, long right, int length) {
    int position = 0;
    for (; position + 8 <= length; position += 8) {
      if (Memory.getLong(left + position) != Memory.getLong(right + position)) {
        return false;
      }
    }
    if (position == length) {
      return true;
    }
    if (position > 0) {
      return Memory.getLong(left + length - 8) == Memory.getLong(right + length - 8);
    }
    return tail(left, length) == tail(right, length);
  }

  /**
   * Compares as unsigned bytes, a prefix before what it begins; for UTF-8 that is the order of code
   * points.
   *
   * @return negative, 0 or positive
   */
  public static int compare(long left, int leftLength, long right, int rightLength) {
    int common = Math.min(leftLength, rightLength);
    int position = 0;
    for (; position + 8 <= common; position += 8) {
      long leftWord = Memory.getLong(left + position);
      long rightWord = Memory.getLong(right + position);
      if (leftWord != rightWord) {
        return Long.compareUnsigned(Long.reverseBytes(leftWord), Long.reverseBytes(rightWord));
      }
    }
    for (; position < common; position++) {
      int difference =
          (Memory.getByte(left + position) & 0xff) - (Memory.getByte(right + position) & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return Integer.compare(leftLength, rightLength);
  }

  /** Returns a 64-bit hash of the bytes, the same in every process. */
  public static long hash(long address, int length) {
    long hash = length * RowHasher.FACTOR;
    int position = 0;
    for (; position + 8 <= length; position += 8) {
      hash = RowHasher.mix(hash ^ Memory.getLong(address + position));
    }
    if (position == length) {
      return hash;
    }
    long tail =
        position > 0
            ? Memory.getLong(address + length - 8) >>> (8 * (8 - (length - position)))
            : tail(address, length);
    return RowHasher.mix(hash ^ tail);
  }

  /**
   * Returns 1 to 7 bytes as the low bytes of a word, the others 0.
   *
   * @param start their offset from {@code data}, from where on memory may be read up to their end
   */
  public static long word(long data, int start, int length) {
    int end = start + length;
    return end >= 8
        ? Memory.getLong(data + end - 8) >>> (8 * (8 - length))
        : tail(data + start, length);
  }

  /**
   * Reads 1 to 7 bytes into the low bytes of a word, never past their end: two halves that may
   * overlap.
   */
  public static long tail(long address, int length) {
    if (length >= 4) {
      long low = Memory.getInt(address) & 0xffff_ffffL;
      long high = Memory.getInt(address + length - 4) & 0xffff_ffffL;
      return low | (high >>> (8 * (8 - length))) << 32;
    }
    int middle = length >>> 1;
    return (Memory.getByte(address) & 0xffL)
        | (Memory.getByte(address + middle) & 0xffL) << (8 * middle)
        | (Memory.getByte(address + length - 1) & 0xffL) << (8 * (length - 1));
  }
}
