package dev.quern.executor.formats.csv;

import dev.quern.executor.memory.Memory;

/**
 * Where delimiters, quotes and line ends stand in a piece of text, as bit masks: one {@code long}
 * for each block of 64 bytes, the lowest bit for the block's first byte. Eight bytes at a time are
 * compared in plain {@code long} arithmetic, without branches.
 *
 * <p>The loops run over the same word of all blocks, one loop for each mask: so small and plain
 * that the JIT compiler turns them into vector instructions, which makes them three times as fast.
 */
final class ByteMarks {
  static final int BLOCK_BYTES = 64;

  /** Blocks of a piece: few enough for the text and its masks to stay in the nearest cache. */
  static final int MAX_BLOCKS = 64;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LOW_BITS = ~HIGH_BITS;
  private static final long LINE_FEEDS = '\n' * ONES;
  private static final long RETURNS = '\r' * ONES;
  private static final int WORDS = BLOCK_BYTES / Long.BYTES;

  private final long delimiter;
  private final long quote;
  private final long quoteBitsThatCount;
  private final long[] words = new long[MAX_BLOCKS];
  private final long[] separators = new long[MAX_BLOCKS];
  private final long[] quotes = new long[MAX_BLOCKS];
  private final long[] lineEnds = new long[MAX_BLOCKS];

  ByteMarks(CsvDialect dialect) {
    this.delimiter = dialect.delimiter() * ONES;
    this.quote = (dialect.quote() & 0x7F) * ONES;
    this.quoteBitsThatCount = dialect.quote() == CsvOptions.NONE ? 0 : HIGH_BITS;
  }

  /** Returns the marks of delimiters and line ends. */
  long[] separators() {
    return separators;
  }

  long[] quotes() {
    return quotes;
  }

  /** Returns the marks of LF and CR. */
  long[] lineEnds() {
    return lineEnds;
  }

  /** Marks the bytes of blocks, of which only those before {@code limit} count. */
  void mark(long address, int blockCount, long limit) {
    for (int word = 0; word < WORDS; word++) {
      load(address + (long) word * Long.BYTES, blockCount);
      compare(blockCount);
    }
    toTextOrder(separators, blockCount);
    toTextOrder(quotes, blockCount);
    toTextOrder(lineEnds, blockCount);
    long surplus = address + (long) blockCount * BLOCK_BYTES - limit;
    if (surplus > 0) {
      long counting = -1L >>> surplus;
      separators[blockCount - 1] &= counting;
      quotes[blockCount - 1] &= counting;
      lineEnds[blockCount - 1] &= counting;
    }
  }

  private void load(long address, int blockCount) {
    long[] loaded = words;
    for (int block = 0; block < blockCount; block++) {
      loaded[block] = Memory.getLong(address + (long) block * BLOCK_BYTES);
    }
  }

  private void compare(int blockCount) {
    addSeparators(words, blockCount, delimiter, separators);
    addQuotes(words, blockCount, quote, quoteBitsThatCount, quotes);
    addLineEnds(words, blockCount, lineEnds);
  }

  private static void addSeparators(long[] words, int blockCount, long delimiter, long[] masks) {
    for (int block = 0; block < blockCount; block++) {
      long word = words[block];
      // The high bit of a byte stays clear where its lower bits are those of the pattern.
      long low = word & LOW_BITS;
      long notLineEnd = ((low ^ LINE_FEEDS) + LOW_BITS) & ((low ^ RETURNS) + LOW_BITS);
      long others = (((low ^ delimiter) + LOW_BITS) & notLineEnd) | word;
      masks[block] = ((masks[block] >>> 1) & LOW_BITS) | (~others & HIGH_BITS);
    }
  }

  static void addQuotes(
      long[] words, int blockCount, long quote, long bitsThatCount, long[] masks) {
    for (int block = 0; block < blockCount; block++) {
      long word = words[block];
      long others = (((word & LOW_BITS) ^ quote) + LOW_BITS) | word;
      masks[block] = ((masks[block] >>> 1) & LOW_BITS) | (~others & bitsThatCount);
    }
  }

  private static void addLineEnds(long[] words, int blockCount, long[] masks) {
    for (int block = 0; block < blockCount; block++) {
      long word = words[block];
      long low = word & LOW_BITS;
      long notLineEnd = ((low ^ LINE_FEEDS) + LOW_BITS) & ((low ^ RETURNS) + LOW_BITS);
      masks[block] = ((masks[block] >>> 1) & LOW_BITS) | (~(notLineEnd | word) & HIGH_BITS);
    }
  }

  /** Returns, for each bit, whether an odd number of the marked bits are at it or before it. */
  static long prefixXor(long marks) {
    long prefix = marks ^ (marks << 1);
    prefix ^= prefix << 2;
    prefix ^= prefix << 4;
    prefix ^= prefix << 8;
    prefix ^= prefix << 16;
    return prefix ^ (prefix << 32);
  }

  /** Moves bit {@code word} of byte {@code i} to bit {@code i} of byte {@code word}. */
  static void toTextOrder(long[] masks, int blockCount) {
    for (int block = 0; block < blockCount; block++) {
      long mask = masks[block];
      long moved = (mask ^ (mask >>> 7)) & 0x00AA00AA00AA00AAL;
      mask ^= moved ^ (moved << 7);
      moved = (mask ^ (mask >>> 14)) & 0x0000CCCC0000CCCCL;
      mask ^= moved ^ (moved << 14);
      moved = (mask ^ (mask >>> 28)) & 0x00000000F0F0F0F0L;
      masks[block] = mask ^ moved ^ (moved << 28);
    }
  }
}
