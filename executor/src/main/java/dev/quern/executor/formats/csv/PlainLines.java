package dev.quern.executor.formats.csv;

import dev.quern.executor.memory.Memory;

/**
 * Finds rows of which no field is wanted, as {@code count(*)} has them: lines without a quote,
 * ended by LF. Stops before whatever else there is.
 *
 * <p>As in {@link ByteMarks}, eight bytes at a time are compared in plain {@code long} arithmetic,
 * in loops that the JIT compiler turns into vector instructions. Not thread-safe.
 */
final class PlainLines {
  /** Fewer rows are not worth the start. */
  static final int LEAST_ROWS = 32;

  private static final int BLOCK_BYTES = 64;

  /** Blocks of a piece: few enough for the text and its masks to stay in the nearest cache. */
  private static final int MAX_BLOCKS = 64;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LOW_BITS = ~HIGH_BITS;
  private static final long LINE_FEEDS = '\n' * ONES;
  private static final long RETURNS = '\r' * ONES;

  private final boolean isUsable;
  private final boolean emptyLineIsRow;

  /** Quotes, or CR once more if there are none. */
  private final long quote;

  private final long[] words = new long[MAX_BLOCKS];
  private final long[] lineFeeds = new long[MAX_BLOCKS];
  private final long[] others = new long[MAX_BLOCKS];
  private int position;

  PlainLines(CsvDialect dialect) {
    this.isUsable = dialect.comment() == CsvOptions.NONE;
    this.emptyLineIsRow = dialect.emptyLineIsRow();
    this.quote = dialect.quote() == CsvOptions.NONE ? RETURNS : (dialect.quote() & 0x7F) * ONES;
  }

  /** Returns whether such rows can be told in the dialect at all. */
  boolean isUsable() {
    return isUsable;
  }

  /** Returns the position after the rows found last. */
  int position() {
    return position;
  }

  /**
   * Finds at most {@code most} rows from {@code from} on that begin before {@code stop}.
   *
   * @param base address that positions count from
   * @param limit positions from there on are not text; 64 bytes more can be read
   * @param starts takes the position of each row
   * @return how many; not necessarily all there are
   */
  int find(long base, int from, int limit, long stop, int most, int[] starts) {
    int row = from;
    int count = 0;
    int piece = from;
    while (piece < limit && count < most && row < stop) {
      int left = (limit - piece + BLOCK_BYTES - 1) / BLOCK_BYTES;
      int blocks = Math.min(left, MAX_BLOCKS);
      if (!mark(base + piece, blocks, base + limit)) {
        break;
      }
      int found = count;
      for (int block = 0; block < blocks; block++) {
        int blockStart = piece + block * BLOCK_BYTES;
        for (long bits = lineFeeds[block]; bits != 0; bits &= bits - 1) {
          int end = blockStart + Long.numberOfTrailingZeros(bits);
          if (found == most || row >= stop || (end == row && !emptyLineIsRow)) {
            position = row;
            return found;
          }
          starts[found++] = row;
          row = end + 1;
        }
      }
      count = found;
      piece += blocks * BLOCK_BYTES;
    }
    position = row;
    return count;
  }

  /** Marks the line feeds of blocks; false if there are quotes or other line ends. */
  private boolean mark(long address, int blockCount, long limit) {
    for (int block = 0; block < blockCount; block++) {
      others[block] = 0;
    }
    for (int word = 0; word < BLOCK_BYTES / Long.BYTES; word++) {
      load(address + (long) word * Long.BYTES, blockCount);
      compare(words, blockCount, quote, lineFeeds, others);
    }
    ByteMarks.toTextOrder(lineFeeds, blockCount);
    long surplus = address + (long) blockCount * BLOCK_BYTES - limit;
    if (surplus > 0) {
      lineFeeds[blockCount - 1] &= -1L >>> surplus;
    }
    long any = 0;
    for (int block = 0; block < blockCount; block++) {
      any |= others[block];
    }
    return any == 0;
  }

  private void load(long address, int blockCount) {
    long[] loaded = words;
    for (int block = 0; block < blockCount; block++) {
      loaded[block] = Memory.getLong(address + (long) block * BLOCK_BYTES);
    }
  }

  private static void compare(
      long[] words, int blockCount, long quote, long[] lineFeeds, long[] others) {
    for (int block = 0; block < blockCount; block++) {
      long word = words[block];
      // The high bit of a byte stays clear where its lower bits are those of the pattern.
      long low = word & LOW_BITS;
      long notLineFeed = ((low ^ LINE_FEEDS) + LOW_BITS) | word;
      long plain = (((low ^ RETURNS) + LOW_BITS) & ((low ^ quote) + LOW_BITS)) | word;
      lineFeeds[block] = ((lineFeeds[block] >>> 1) & LOW_BITS) | (~notLineFeed & HIGH_BITS);
      others[block] |= ~plain & HIGH_BITS;
    }
  }
}
