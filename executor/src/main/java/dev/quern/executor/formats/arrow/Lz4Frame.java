package dev.quern.executor.formats.arrow;

/**
 * Unpacks LZ4 frames. Blocks may refer to blocks before them, as Arrow's writers make them.
 *
 * <pre>
 * magic 0x184D2204, flags, block size, [content size 8], [dictionary 4], header checksum,
 * blocks: length (4, top bit = not compressed), bytes, [checksum 4]; a length of 0 ends them
 * </pre>
 */
final class Lz4Frame {
  private static final int MAGIC = 0x184D2204;
  private static final int HAS_DICTIONARY = 1;
  private static final int HAS_CONTENT_SIZE = 1 << 3;
  private static final int HAS_BLOCK_CHECKSUM = 1 << 4;
  private static final int LEAST_MATCH = 4;

  private final byte[] packed;
  private final byte[] target;
  private int from;
  private int to;

  private Lz4Frame(byte[] packed, byte[] target) {
    this.packed = packed;
    this.target = target;
  }

  /**
   * Unpacks one frame.
   *
   * @return how many bytes of {@code target} were written
   * @throws IllegalArgumentException or IndexOutOfBoundsException if the frame is damaged
   */
  static int unpack(byte[] packed, byte[] target) {
    return new Lz4Frame(packed, target).unpack();
  }

  private int unpack() {
    if (readInt() != MAGIC) {
      throw new IllegalArgumentException("no LZ4 frame");
    }
    int flags = readByte();
    if (flags >> 6 != 1 || (flags & HAS_DICTIONARY) != 0) {
      throw new IllegalArgumentException("flags of an LZ4 frame: " + flags);
    }
    from += 1 + ((flags & HAS_CONTENT_SIZE) != 0 ? 8 : 0) + 1;
    while (true) {
      int length = readInt();
      if (length == 0) {
        return to;
      }
      int bytes = length & Integer.MAX_VALUE;
      if (bytes > packed.length - from) {
        throw new IllegalArgumentException("length of an LZ4 block: " + bytes);
      }
      if (length < 0) {
        copyLiterals(bytes);
      } else {
        unpackBlock(from + bytes);
      }
      from += (flags & HAS_BLOCK_CHECKSUM) != 0 ? 4 : 0;
    }
  }

  private void unpackBlock(int end) {
    while (from < end) {
      int token = readByte();
      copyLiterals(length(token >> 4, end));
      if (from >= end) {
        break;
      }
      int distance = readByte() | readByte() << 8;
      int length = length(token & 0xF, end) + LEAST_MATCH;
      if (distance == 0 || distance > to || length > target.length - to) {
        throw new IllegalArgumentException("match of an LZ4 block");
      }
      for (int i = 0; i < length; i++, to++) {
        target[to] = target[to - distance];
      }
    }
    if (from != end) {
      throw new IllegalArgumentException("end of an LZ4 block");
    }
  }

  private int length(int start, int end) {
    int length = start;
    int next = start == 0xF ? 0xFF : 0;
    while (next == 0xFF) {
      if (from >= end || length > target.length) {
        throw new IllegalArgumentException("length in an LZ4 block");
      }
      next = readByte();
      length += next;
    }
    return length;
  }

  private void copyLiterals(int length) {
    System.arraycopy(packed, from, target, to, length);
    from += length;
    to += length;
  }

  private int readByte() {
    return packed[from++] & 0xFF;
  }

  private int readInt() {
    return readByte() | readByte() << 8 | readByte() << 16 | readByte() << 24;
  }
}
