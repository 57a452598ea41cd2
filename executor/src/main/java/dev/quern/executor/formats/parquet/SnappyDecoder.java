package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;

/**
 * Decompresses Snappy blocks between addresses. Relies on {@link DirectBuffer#PADDING} behind
 * source and target: short pieces are copied 16 bytes at a time, whatever their length, which is
 * why it is faster than a decoder for arrays.
 *
 * <pre>
 * block   := varint length, piece*
 * literal := length - 1 in the upper 6 bits, 00; 60 to 63: it is in the next 1 to 4 bytes; bytes
 * copy    := 3 bits offset high, 3 bits length - 4, 01; 1 byte offset low
 *          | 6 bits length - 1, 10; 2 bytes offset
 *          | 6 bits length - 1, 11; 4 bytes offset
 * </pre>
 */
final class SnappyDecoder {
  private static final int SHORT_PIECE = 16;

  /** Longest literal that is in 8 bytes with its tag and the tag of the next piece. */
  private static final int TINY_LITERAL = 6;

  /** Longest literal that has its length in the tag. */
  private static final int LONGEST_LITERAL = 60;

  /** More than the fast way reads or writes at once: a tiny literal and the longest copy. */
  private static final int PIECE_AHEAD = 8 + 64;

  /**
   * For each tag of a copy with an offset of at most two bytes: length in bits 0 to 7, the part of
   * the offset that is in the tag in bits 8 to 10, mask of the offset bytes that follow in bits 16
   * to 31. 0 for all other tags.
   */
  private static final int[] COPIES = copies();

  private SnappyDecoder() {}

  private static int[] copies() {
    int[] copies = new int[256];
    for (int tag = 0; tag < copies.length; tag++) {
      if ((tag & 3) == 1) {
        copies[tag] = (4 + ((tag >>> 2) & 7)) | ((tag & 0xe0) << 3) | (0xff << 16);
      } else if ((tag & 3) == 2) {
        copies[tag] = ((tag >>> 2) + 1) | (0xffff << 16);
      }
    }
    return copies;
  }

  /**
   * Decompresses {@code [source, sourceEnd)} to exactly {@code [target, targetEnd)}; may write up
   * to 16 bytes behind.
   */
  static void decompress(long source, long sourceEnd, long target, long targetEnd) {
    long in = source;
    long length = 0;
    int shift = 0;
    byte next;
    do {
      CorruptDataException.check(in < sourceEnd && shift < 35, "compressed page is damaged");
      next = Memory.getByte(in++);
      length |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    CorruptDataException.check(
        length == targetEnd - target, "compressed page has another length than its header tells");
    decompressPieces(in, sourceEnd, target, targetEnd);
  }

  private static void decompressPieces(long source, long sourceEnd, long target, long targetEnd) {
    long in = source;
    long out = target;
    while (in < sourceEnd) {
      // Far from both ends short pieces need no look at the room that is left. Whether an offset
      // has one byte or two cannot be foretold, so that is no branch: both kinds go one way.
      while (in < sourceEnd - PIECE_AHEAD && out < targetEnd - PIECE_AHEAD) {
        long bytes = Memory.getLong(in);
        int word = (int) bytes;
        if ((word & 3) == 0) {
          int length = ((word & 0xff) >>> 2) + 1;
          if (length <= TINY_LITERAL) {
            // Numbers are pairs of such a literal and a copy. How long the copy's tag is, is known
            // from the bytes at hand, so where the next pair begins does not wait for its load.
            int offsetBytes = (int) (bytes >>> ((length + 1) * 8)) & 3;
            int next = Memory.getInt(in + 1 + length);
            Memory.putLong(out, bytes >>> 8);
            in += 1 + length;
            out += length;
            int copy = COPIES[next & 0xff];
            int offset = offset(copy, next);
            if (offset < 8 || offset > out - target) {
              break;
            }
            copyAhead(out, offset, copy & 0xff);
            in += 1 + offsetBytes;
            out += copy & 0xff;
            continue;
          }
          if (length > LONGEST_LITERAL) {
            break;
          }
          Memory.putLong(out, Memory.getLong(in + 1));
          Memory.putLong(out + 8, Memory.getLong(in + 9));
          if (length > SHORT_PIECE) {
            copyLiteral(in + 1, out);
          }
          in += 1 + length;
          out += length;
          continue;
        }
        int copy = COPIES[word & 0xff];
        int offset = offset(copy, word);
        if (offset < 8 || offset > out - target) {
          break;
        }
        copyAhead(out, offset, copy & 0xff);
        in += 1 + (word & 3);
        out += copy & 0xff;
      }
      int tag = Memory.getByte(in++) & 0xff;
      if ((tag & 3) == 0) {
        int length = (tag >>> 2) + 1;
        if (length > LONGEST_LITERAL) {
          int bytes = length - LONGEST_LITERAL;
          long longLength = (Memory.getInt(in) & (0xffffffffL >>> (32 - 8 * bytes))) + 1;
          in += bytes;
          checkRoom(longLength <= sourceEnd - in && longLength <= targetEnd - out);
          length = (int) longLength;
        } else {
          checkRoom(length <= sourceEnd - in && length <= targetEnd - out);
        }
        if (length <= SHORT_PIECE) {
          Memory.putLong(out, Memory.getLong(in));
          Memory.putLong(out + 8, Memory.getLong(in + 8));
        } else {
          Memory.copy(in, out, length);
        }
        in += length;
        out += length;
        continue;
      }
      int length;
      long offset;
      if ((tag & 3) == 1) {
        length = 4 + ((tag >>> 2) & 7);
        offset = ((tag & 0xe0L) << 3) | (Memory.getByte(in) & 0xff);
        in += 1;
      } else if ((tag & 3) == 2) {
        length = (tag >>> 2) + 1;
        offset = Memory.getShort(in) & 0xffff;
        in += 2;
      } else {
        length = (tag >>> 2) + 1;
        offset = Memory.getInt(in) & 0xffffffffL;
        in += 4;
      }
      checkRoom(
          in <= sourceEnd && length <= targetEnd - out && offset > 0 && offset <= out - target);
      copyBack(out, offset, length);
      out += length;
    }
    checkRoom(out == targetEnd && in == sourceEnd);
  }

  /** Returns the offset of a copy whose tag is the lowest byte of {@code word}, 0 if it is none. */
  private static int offset(int copy, int word) {
    return (copy & 0x700) + ((word >>> 8) & (copy >>> 16));
  }

  /** Copies from {@code offset} bytes before {@code out}, 8 or more; 16 bytes at least. */
  private static void copyAhead(long out, long offset, int length) {
    long from = out - offset;
    Memory.putLong(out, Memory.getLong(from));
    Memory.putLong(out + 8, Memory.getLong(from + 8));
    if (length > SHORT_PIECE) {
      copyRest(from, out, length);
    }
  }

  /** Copies from {@code offset} bytes before {@code out}, where source and target may overlap. */
  private static void copyBack(long out, long offset, int length) {
    long from = out - offset;
    if (offset >= 8) {
      copyAhead(out, offset, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      Memory.putByte(out + i, Memory.getByte(from + i));
    }
  }

  /**
   * Copies the longest literal behind its first bytes, whatever its length: no loop to foretell.
   */
  private static void copyLiteral(long from, long out) {
    Memory.putLong(out + 16, Memory.getLong(from + 16));
    Memory.putLong(out + 24, Memory.getLong(from + 24));
    Memory.putLong(out + 32, Memory.getLong(from + 32));
    Memory.putLong(out + 40, Memory.getLong(from + 40));
    Memory.putLong(out + 48, Memory.getLong(from + 48));
    Memory.putLong(out + 56, Memory.getLong(from + 56));
  }

  private static void copyRest(long from, long out, int length) {
    for (int i = SHORT_PIECE; i < length; i += 8) {
      Memory.putLong(out + i, Memory.getLong(from + i));
    }
  }

  private static void checkRoom(boolean holds) {
    if (!holds) {
      throw new CorruptDataException("compressed page is damaged");
    }
  }
}
