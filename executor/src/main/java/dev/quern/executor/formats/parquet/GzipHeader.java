package dev.quern.executor.formats.parquet;

import java.nio.ByteBuffer;

/**
 * The header of a gzip member: 1f 8b 08, flags, 6 bytes, then optionally extra field, name, comment
 * and check sum.
 */
final class GzipHeader {
  private static final int FIXED_BYTES = 10;
  private static final int HAS_CHECKSUM = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;

  private GzipHeader() {}

  /** Moves {@code source} to the first byte of the deflated data. */
  static void skip(ByteBuffer source) {
    CorruptDataException.check(source.remaining() >= FIXED_BYTES, "compressed page ends early");
    int start = source.position();
    boolean isGzip =
        source.get(start) == 0x1f
            && source.get(start + 1) == (byte) 0x8b
            && source.get(start + 2) == 8;
    CorruptDataException.check(isGzip, "compressed page is not gzip");
    int flags = source.get(start + 3);
    source.position(start + FIXED_BYTES);
    if ((flags & HAS_EXTRA) != 0) {
      CorruptDataException.check(source.remaining() >= 2, "compressed page ends early");
      int length = (source.get() & 0xff) | ((source.get() & 0xff) << 8);
      CorruptDataException.check(source.remaining() >= length, "compressed page ends early");
      source.position(source.position() + length);
    }
    if ((flags & HAS_NAME) != 0) {
      skipText(source);
    }
    if ((flags & HAS_COMMENT) != 0) {
      skipText(source);
    }
    if ((flags & HAS_CHECKSUM) != 0) {
      CorruptDataException.check(source.remaining() >= 2, "compressed page ends early");
      source.position(source.position() + 2);
    }
  }

  private static void skipText(ByteBuffer source) {
    while (source.hasRemaining()) {
      if (source.get() == 0) {
        return;
      }
    }
    throw new CorruptDataException("compressed page ends early");
  }
}
