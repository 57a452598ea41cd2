package dev.quern.executor.formats.csv;

import dev.quern.executor.memory.Memory;

/**
 * Finds rows of which no field is wanted, as {@code count(*)} has them: ended by LF, quotes only
 * around whole fields. Stops before whatever else there is.
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
  private final CsvDialect dialect;
  private final long quote;
  private final long quoteBitsThatCount;
  private final long[] words = new long[MAX_BLOCKS];
  private final long[] lineFeeds = new long[MAX_BLOCKS];
  private final long[] quotes = new long[MAX_BLOCKS];

  /** Not zero where a block has a CR. */
  private final long[] returns = new long[MAX_BLOCKS];

  private int position;

  PlainLines(CsvDialect dialect) {
    boolean hasQuotes = dialect.quote() != CsvOptions.NONE;
    this.dialect = dialect;
    this.isUsable = dialect.comment() == CsvOptions.NONE && (!hasQuotes || dialect.doublesQuotes());
    this.quote = (dialect.quote() & 0x7F) * ONES;
    this.quoteBitsThatCount = hasQuotes ? HIGH_BITS : 0;
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
    boolean emptyLineIsRow = dialect.emptyLineIsRow();
    int row = from;
    int count = 0;
    // All ones if the block before ended between quotes.
    long carriedInside = 0;
    for (int piece = from; piece < limit; piece += MAX_BLOCKS * BLOCK_BYTES) {
      int left = (limit - piece + BLOCK_BYTES - 1) / BLOCK_BYTES;
      int blocks = Math.min(left, MAX_BLOCKS);
      boolean isPlain = mark(base + piece, blocks, base + limit);
      for (int block = 0; block < blocks && isPlain; block++) {
        int blockStart = piece + block * BLOCK_BYTES;
        long inside = ByteMarks.prefixXor(quotes[block]) ^ carriedInside;
        carriedInside = inside >> 63;
        isPlain = openFields(base, from, blockStart, quotes[block] & inside);
        for (long bits = lineFeeds[block] & ~inside; bits != 0 && isPlain; bits &= bits - 1) {
          int end = blockStart + Long.numberOfTrailingZeros(bits);
          if (count == most || row >= stop || (end == row && !emptyLineIsRow)) {
            isPlain = false;
          } else {
            starts[count++] = row;
            row = end + 1;
          }
        }
      }
      if (!isPlain) {
        break;
      }
    }
    position = row;
    return count;
  }

  /** Returns whether quotes that seem to open are at the start of a field, or second of a pair. */
  private boolean openFields(long base, int from, int blockStart, long opening) {
    for (long left = opening; left != 0; left &= left - 1) {
      int at = blockStart + Long.numberOfTrailingZeros(left);
      byte before = at == from ? (byte) '\n' : Memory.getByte(base + at - 1);
      if (before != dialect.delimiter() && before != dialect.quote() && before != '\n') {
        return false;
      }
    }
    return true;
  }

  /** Marks the line feeds and quotes of blocks; false if there are other line ends. */
  private boolean mark(long address, int blockCount, long limit) {
    for (int block = 0; block < blockCount; block++) {
      returns[block] = 0;
    }
    for (int word = 0; word < BLOCK_BYTES / Long.BYTES; word++) {
      load(address + (long) word * Long.BYTES, blockCount);
      addLineFeeds(words, blockCount, lineFeeds, returns);
      ByteMarks.addQuotes(words, blockCount, quote, quoteBitsThatCount, quotes);
    }
    ByteMarks.toTextOrder(lineFeeds, blockCount);
    ByteMarks.toTextOrder(quotes, blockCount);
    long surplus = address + (long) blockCount * BLOCK_BYTES - limit;
    if (surplus > 0) {
      lineFeeds[blockCount - 1] &= -1L >>> surplus;
      quotes[blockCount - 1] &= -1L >>> surplus;
    }
    long any = 0;
    for (int block = 0; block < blockCount; block++) {
      any |= returns[block];
    }
    return any == 0;
  }

  private void load(long address, int blockCount) {
    long[] loaded = words;
    for (int block = 0; block < blockCount; block++) {
      loaded[block] = Memory.getLong(address + (long) block * BLOCK_BYTES);
    }
  }

  private static void addLineFeeds(long[] words, int blockCount, long[] lineFeeds, long[] returns) {
    for (int block = 0; block < blockCount; block++) {
      long word = words[block];
      // The high bit of a byte stays clear where its lower bits are those of the pattern.
      long low = word & LOW_BITS;
      long notLineFeed = ((low ^ LINE_FEEDS) + LOW_BITS) | word;
      long notReturn = ((low ^ RETURNS) + LOW_BITS) | word;
      lineFeeds[block] = ((lineFeeds[block] >>> 1) & LOW_BITS) | (~notLineFeed & HIGH_BITS);
      returns[block] |= ~notReturn & HIGH_BITS;
    }
  }
}
