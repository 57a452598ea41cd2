package dev.quern.executor.formats.csv;

import dev.quern.executor.memory.Memory;

/**
 * Finds rows that look as most rows do: as many fields as the table has columns, quotes only around
 * whole fields, all lines ended alike, by LF or CR LF. Stops before whatever else there is.
 *
 * <p>{@link ByteMarks} has the separators; their positions are written one after the other without
 * looking at what they are, so that no branch depends on the text. Only then is it checked that
 * each row has its line end where its last field ends, and no other.
 */
final class RegularRows {
  /** Fewer rows are not worth the start. */
  static final int LEAST_ROWS = 32;

  /** Text looked at in one call: it is still in a near cache when its values are read. */
  private static final int CHUNK_BYTES = 1 << 16;

  /** Positions written for each block whether or not there are so many. */
  private static final int FEW_FIELDS = 12;

  private final ByteMarks marks;
  private final int fields;
  private final boolean isUsable;
  private int[] ends = new int[0];
  private int stride;
  private int endCount;
  private int lineEndCount;

  /** All ones if the block before ended between quotes. */
  private long insideQuotes;

  /** One if a separator or a quote stands before the next byte. */
  private long markBefore;

  RegularRows(CsvDialect dialect) {
    this.marks = new ByteMarks(dialect);
    this.fields = dialect.columns();
    this.stride = fields;
    this.isUsable =
        dialect.columns() > 0
            && dialect.comment() == CsvOptions.NONE
            && (dialect.doublesQuotes() || dialect.quote() == CsvOptions.NONE);
  }

  /** Returns whether such rows can be told in the dialect at all. */
  boolean isUsable() {
    return isUsable;
  }

  /**
   * Returns the positions: that before the first row, then the separator after each field. A row
   * begins after the {@link #stride()}th before its last.
   */
  int[] ends() {
    return ends;
  }

  /** Returns the distance of the entries of neighbouring rows. */
  int stride() {
    return stride;
  }

  /**
   * Finds at most {@code most} rows from {@code from} on that begin before {@code stop}.
   *
   * @param base address that positions count from
   * @return how many; not necessarily all there are
   */
  int find(long base, int from, int limit, long stop, int most) {
    markEnds(base, from, limit, most);
    stride = fields + (endsWithTwoBytes(base) ? 1 : 0);
    int count = Math.min(countRegular(base), most);
    while (count > 0 && ends[(count - 1) * stride] + 1 >= stop) {
      count--;
    }
    return count;
  }

  private void markEnds(long base, int from, int limit, int most) {
    int chunkEnd = (int) Math.min(limit, (long) from + CHUNK_BYTES);
    int wanted = (int) Math.min((long) most * fields, chunkEnd - from);
    int capacity = wanted + ByteMarks.MAX_BLOCKS * ByteMarks.BLOCK_BYTES + FEW_FIELDS + 1;
    if (ends.length < capacity) {
      ends = new int[capacity];
    }
    ends[0] = from - 1;
    endCount = 0;
    lineEndCount = 0;
    insideQuotes = 0;
    markBefore = 1;
    int position = from;
    boolean isRegular = true;
    while (isRegular && endCount < wanted && position < chunkEnd) {
      int left = (chunkEnd - position + ByteMarks.BLOCK_BYTES - 1) / ByteMarks.BLOCK_BYTES;
      int blocks = Math.min(left, ByteMarks.MAX_BLOCKS);
      marks.mark(base + position, blocks, base + limit);
      isRegular = writeEnds(position, blocks);
      position += blocks * ByteMarks.BLOCK_BYTES;
    }
  }

  /** Writes the positions of the separators in blocks; false if it met a misplaced quote. */
  private boolean writeEnds(int from, int blocks) {
    long[] separators = marks.separators();
    long[] quotes = marks.quotes();
    long[] lineEnds = marks.lineEnds();
    long carriedInside = insideQuotes;
    long carriedMark = markBefore;
    int count = endCount;
    int lines = lineEndCount;
    int position = from;
    for (int block = 0; block < blocks; block++) {
      long inside = ByteMarks.prefixXor(quotes[block]) ^ carriedInside;
      long marked = separators[block] | quotes[block];
      long opening = quotes[block] & inside;
      if ((opening & ~((marked << 1) | carriedMark)) != 0) {
        endCount = count;
        lineEndCount = lines;
        return false;
      }
      carriedInside = inside >> 63;
      carriedMark = marked >>> 63;
      lines += Long.bitCount(lineEnds[block] & ~inside);
      long left = separators[block] & ~inside;
      writePositions(left, position, count + 1);
      count += Long.bitCount(left);
      position += ByteMarks.BLOCK_BYTES;
    }
    insideQuotes = carriedInside;
    markBefore = carriedMark;
    endCount = count;
    lineEndCount = lines;
    return true;
  }

  private void writePositions(long bits, int position, int target) {
    int[] written = ends;
    long left = bits;
    for (int i = target; i < target + FEW_FIELDS; i++) {
      written[i] = position + Long.numberOfTrailingZeros(left);
      left &= left - 1;
    }
    for (int i = target + FEW_FIELDS; left != 0; i++) {
      written[i] = position + Long.numberOfTrailingZeros(left);
      left &= left - 1;
    }
  }

  private boolean endsWithTwoBytes(long base) {
    return endCount > fields
        && Memory.getByte(base + ends[fields]) == '\r'
        && Memory.getByte(base + ends[fields + 1]) == '\n'
        && ends[fields + 1] == ends[fields] + 1;
  }

  /** Returns how many rows from the first on have their line end, and no other, in its place. */
  private int countRegular(long base) {
    int rows = endCount / stride;
    boolean areRegular = lineEndCount == rows * (stride - fields + 1);
    for (int row = 0; row < rows; row++) {
      areRegular &= endsRegularly(base, row);
    }
    if (areRegular) {
      return rows;
    }
    int regular = 0;
    while (regular < rows && endsRegularly(base, regular) && hasOneLine(base, regular)) {
      regular++;
    }
    return regular;
  }

  private boolean endsRegularly(long base, int row) {
    int last = (row + 1) * stride;
    int end = ends[last - stride + fields];
    if (Memory.getByte(base + ends[last]) != '\n' || ends[last] - end != stride - fields) {
      return false;
    }
    return stride == fields || Memory.getByte(base + end) == '\r';
  }

  private boolean hasOneLine(long base, int row) {
    for (int i = row * stride + 1; i < row * stride + fields; i++) {
      if (RowIndex.isLineEnd(Memory.getByte(base + ends[i]))) {
        return false;
      }
    }
    return true;
  }
}
