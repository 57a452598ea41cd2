package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.TextWindow;
import dev.quern.executor.memory.Memory;
import java.util.SortedSet;

/**
 * Finds rows in a {@link TextWindow} and the fields of them that are asked for.
 *
 * <p>Each row has an entry of {@link #stride()} ints, positions in the window: where the row
 * begins, then where each wanted field's neighbours end, ascending. Field {@code c} lies between
 * {@code entries[startSlot(c)] + startShift(c)} and {@code entries[endSlot(c)]}; an end of {@link
 * #MISSING} means that the row has no such field.
 *
 * <p>{@link RegularRows} finds nearly all rows of most files, {@link PlainLines} those of which no
 * field is wanted; what follows is for the others, and entries are laid out as whoever found the
 * rows last has it.
 *
 * <p>Eight bytes at a time are compared with the delimiter, the quote and the line ends in plain
 * {@code long} arithmetic. After the last wanted field only the end of the row is looked for, so
 * surplus or missing fields there are not noticed. Where there are quotes, the parity of their
 * number tells which bytes are quoted. A row in which that would mislead (a quote in the middle of
 * a field, a backslash as escape) is left to {@link #walk}, byte by byte. The long loop stays in
 * one method: its state then lives in registers.
 */
final class RowIndex {
  static final int MISSING = -1;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long INCOMPLETE = -1;
  private static final int NO_LINE_END = 64;

  /** Rows after which regular ones are looked for again. */
  private static final int MOST_IRREGULAR_ROWS = 1024;

  private final CsvDialect dialect;
  private final RowProblems problems;
  private final int[] targets;
  private final int[] slots;
  private final int stride;
  private final boolean checksRowEnd;
  private final long delimiters;
  private final long quotes;
  private final long quoteBitsThatCount;
  private final RegularRows regular;
  private final PlainLines lines;
  private boolean areRegular;
  private int irregularRows = RegularRows.LEAST_ROWS;
  private int[] entries = new int[0];
  private int position;
  private long base;
  private long limit;
  private boolean isAtEnd;

  /**
   * Prepares for the given columns.
   *
   * @param columns indexes of the fields that are wanted
   */
  RowIndex(CsvDialect dialect, SortedSet<Integer> columns, RowProblems problems) {
    this.dialect = dialect;
    this.problems = problems;
    int[] ends = new int[2 * columns.size()];
    int count = 0;
    for (int column : columns) {
      if (column > 0 && (count == 0 || ends[count - 1] != column - 1)) {
        ends[count++] = column - 1;
      }
      ends[count++] = column;
    }
    this.targets = java.util.Arrays.copyOf(ends, count);
    this.slots = new int[dialect.columns()];
    for (int i = 0; i < count; i++) {
      slots[targets[i]] = i + 1;
    }
    this.stride = count + 1;
    this.checksRowEnd = count > 0 && targets[count - 1] == dialect.columns() - 1;
    this.delimiters = dialect.delimiter() * ONES;
    this.quotes = (dialect.quote() & 0xFF) * ONES;
    this.quoteBitsThatCount = dialect.quote() == CsvOptions.NONE ? 0 : HIGH_BITS;
    this.regular = new RegularRows(dialect);
    this.lines = new PlainLines(dialect);
  }

  /** Returns the entries of the rows found last. */
  int[] entries() {
    return areRegular ? regular.ends() : entries;
  }

  int stride() {
    return areRegular ? regular.stride() : stride;
  }

  int startSlot(int column) {
    if (areRegular) {
      return column;
    }
    return column == 0 ? 0 : slots[column - 1];
  }

  int startShift(int column) {
    return column == 0 && !areRegular ? 0 : 1;
  }

  int endSlot(int column) {
    return areRegular ? column + 1 : slots[column];
  }

  /** Returns the position after the rows found last: where a row begins, or the limit. */
  int position() {
    return position;
  }

  /** Returns the position in the window at which a found row begins. */
  int rowStart(int row) {
    return areRegular ? regular.ends()[row * regular.stride()] + 1 : entries[row * stride];
  }

  /**
   * Finds the rows that begin at {@code from} or later and before {@code stop}, at most {@code
   * most} and only those whose end is in the window.
   *
   * @param from position at which a row begins
   * @return how many rows were found; if none and {@link #position()} is before {@code stop} and
   *     the limit, the row there goes on after the window
   */
  int find(TextWindow window, int from, long stop, int most) {
    if (targets.length == 0) {
      return findLines(window, from, stop, most);
    }
    if (most < RegularRows.LEAST_ROWS || !regular.isUsable()) {
      return findAny(window, from, stop, most);
    }
    int found = regular.find(window.address(), from, window.limit(), stop, most);
    if (found > 0) {
      areRegular = true;
      irregularRows = RegularRows.LEAST_ROWS;
      position = regular.ends()[found * regular.stride()] + 1;
      return found;
    }
    return findIrregular(window, from, stop, most);
  }

  /** As {@link #find} where no field is wanted: a search for the line ends alone is quicker. */
  private int findLines(TextWindow window, int from, long stop, int most) {
    if (most < PlainLines.LEAST_ROWS || !lines.isUsable()) {
      return findAny(window, from, stop, most);
    }
    areRegular = false;
    makeRoom(most);
    int found = lines.find(window.address(), from, window.limit(), stop, most, entries);
    if (found > 0) {
      irregularRows = RegularRows.LEAST_ROWS;
      position = lines.position();
      return found;
    }
    return findIrregular(window, from, stop, most);
  }

  private int findIrregular(TextWindow window, int from, long stop, int most) {
    // The longer there is nothing regular, the less often it is looked for.
    int attempted = Math.min(irregularRows, most);
    irregularRows = Math.min(2 * irregularRows, MOST_IRREGULAR_ROWS);
    return findAny(window, from, stop, attempted);
  }

  private void makeRoom(int rows) {
    if (entries.length < rows * stride) {
      entries = new int[rows * stride];
    }
  }

  private int findAny(TextWindow window, int from, long stop, int most) {
    areRegular = false;
    makeRoom(most);
    base = window.address();
    limit = base + window.limit();
    isAtEnd = window.isAtEnd();
    long end = base + Math.min(stop, window.limit());
    long row = base + from;
    int count = 0;
    while (count < most && row < end) {
      long next = skipNoRow(row);
      if (next != row) {
        if (next == INCOMPLETE) {
          break;
        }
        row = next;
        continue;
      }
      next = findRow(row, count * stride);
      if (next == INCOMPLETE) {
        break;
      }
      if (next < 0) {
        row = -next;
        continue;
      }
      row = next;
      count++;
    }
    position = (int) (row - base);
    return count;
  }

  /**
   * Returns where the next row can begin if there is no row at {@code row} but a comment or an
   * empty line.
   */
  private long skipNoRow(long row) {
    byte first = Memory.getByte(row);
    if (first == dialect.comment()) {
      long end = row;
      while (end < limit && !isLineEnd(Memory.getByte(end))) {
        end++;
      }
      return end == limit && !isAtEnd ? INCOMPLETE : afterLineEnd(end);
    }
    if ((first == '\n' || first == '\r') && !dialect.emptyLineIsRow()) {
      return afterLineEnd(row);
    }
    return row;
  }

  /**
   * Finds the fields of the row.
   *
   * @return the address after its line end, the same negated if the row was dropped, or {@link
   *     #INCOMPLETE}
   */
  private long findRow(long row, int entry) {
    int[] found = entries;
    int[] wantedEnds = targets;
    int targetCount = wantedEnds.length;
    long delimiterPattern = delimiters;
    long quotePattern = quotes;
    long quoteMask = quoteBitsThatCount;
    found[entry] = (int) (row - base);
    int target = 0;
    int wanted = targetCount == 0 ? 0 : wantedEnds[0];
    int fields = 0;
    long address = row;
    // All ones between an opening quote and its closing one, in an earlier word.
    long isQuoted = 0;
    while (true) {
      long word = Memory.getLong(address);
      long alarm = alarm(word, quotePattern) | isQuoted;
      if (target == targetCount) {
        while (alarm == 0) {
          address += Long.BYTES;
          word = Memory.getLong(address);
          alarm = alarm(word, quotePattern);
        }
      }
      long delimiterBits = target < targetCount ? matches(word, delimiterPattern) : 0;
      int lineEnd = NO_LINE_END;
      if (alarm != 0) {
        long quoteBits = matches(word, quotePattern) & quoteMask;
        long inside = prefixXor(quoteBits) ^ (isQuoted & HIGH_BITS);
        lineEnd = firstLineEnd(word, lineEndBits(word) & ~inside);
        long below = lineEnd == NO_LINE_END ? -1 : (1L << lineEnd) - 1;
        delimiterBits &= ~inside & below;
        if ((inside & below) != 0) {
          if (address >= limit || !areRegular(row, address, quoteBits & inside & below)) {
            return walk(row, entry);
          }
        }
        isQuoted = inside >> 63;
      }
      int after = fields + Long.bitCount(delimiterBits);
      while (after > wanted && target < targetCount) {
        for (; fields < wanted; fields++) {
          delimiterBits &= delimiterBits - 1;
        }
        int offset = Long.numberOfTrailingZeros(delimiterBits) >>> 3;
        found[entry + ++target] = (int) (address - base) + offset;
        wanted = target < targetCount ? wantedEnds[target] : wanted;
      }
      fields = after;
      if (lineEnd != NO_LINE_END) {
        long end = address + (lineEnd >>> 3);
        boolean isPlain = end < limit && (byte) (word >>> lineEnd) == '\n';
        if (isPlain && target == targetCount - 1 && fields == wanted) {
          found[entry + targetCount] = (int) (end - base);
          return end + 1;
        }
        if (isPlain && target == targetCount && !checksRowEnd) {
          return end + 1;
        }
        return finishRow(row, entry, end, target, fields);
      }
      address += Long.BYTES;
    }
  }

  /**
   * Returns whether the word may hold a line end or a quote: never zero if it does. Tells them
   * apart from nothing but other control characters, at less cost than {@link #matches}.
   */
  private static long alarm(long word, long quotePattern) {
    long control = (word ^ 0x0F * ONES) - 0x06 * ONES;
    long quote = (word ^ quotePattern) - ONES;
    return (control | quote) & ~word & HIGH_BITS;
  }

  /** Returns the high bit of each byte that is equal to that of the pattern, an ASCII byte. */
  private static long matches(long word, long pattern) {
    long xor = word ^ pattern;
    return ~(((xor | HIGH_BITS) - ONES) | xor) & HIGH_BITS;
  }

  /** Returns the high bit of each byte from 0x0A to 0x0D. */
  private static long lineEndBits(long word) {
    long high = word | HIGH_BITS;
    return (high - 0x0A * ONES) & ~(high - 0x0E * ONES) & ~word & HIGH_BITS;
  }

  /** Returns, for each byte, whether an odd number of the marked bytes are at it or before it. */
  private static long prefixXor(long marks) {
    long prefix = marks ^ (marks << 8);
    prefix ^= prefix << 16;
    return prefix ^ (prefix << 32);
  }

  /**
   * Returns whether quotes that seem to open are at the start of a field, or the second of a pair.
   * A quote elsewhere is an ordinary character, so the parity of quotes would mislead.
   */
  private boolean areRegular(long row, long address, long openingBits) {
    if (!dialect.doublesQuotes()) {
      return false;
    }
    for (long left = openingBits; left != 0; left &= left - 1) {
      long quote = address + (Long.numberOfTrailingZeros(left) >>> 3);
      if (quote != row) {
        byte before = Memory.getByte(quote - 1);
        if (before != dialect.delimiter() && before != dialect.quote()) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns the bit position of the first LF or CR in the word. */
  private static int firstLineEnd(long word, long candidates) {
    for (long left = candidates; left != 0; left &= left - 1) {
      int bit = Long.numberOfTrailingZeros(left) & ~7;
      if (isLineEnd((byte) (word >>> bit))) {
        return bit;
      }
    }
    return NO_LINE_END;
  }

  /** As {@link #findRow}, byte by byte and with quotes. */
  private long walk(long row, int entry) {
    int quote = dialect.quote();
    int escape = dialect.doublesQuotes() ? CsvOptions.NONE : dialect.escape();
    int delimiter = dialect.delimiter();
    int target = 0;
    int fields = 0;
    boolean isFieldStart = true;
    boolean isQuoted = false;
    long address = row;
    while (address < limit) {
      byte next = Memory.getByte(address);
      if (isQuoted) {
        boolean isPair = next == quote && address + 1 < limit && byteAfter(address) == quote;
        if (isPair || (next == escape && address + 1 < limit)) {
          address++;
        } else if (next == quote) {
          isQuoted = false;
        }
      } else if (next == delimiter) {
        if (target < targets.length && fields == targets[target]) {
          entries[entry + ++target] = (int) (address - base);
        }
        fields++;
        isFieldStart = true;
        address++;
        continue;
      } else if (isLineEnd(next)) {
        return finishRow(row, entry, address, target, fields);
      } else if (isFieldStart && next == quote) {
        isQuoted = true;
      }
      isFieldStart = false;
      address++;
    }
    if (!isAtEnd) {
      return INCOMPLETE;
    }
    if (isQuoted) {
      problems.unclosedQuote((int) (row - base));
    }
    return finishRow(row, entry, limit, target, fields);
  }

  private long finishRow(long row, int entry, long foundEnd, int foundTargets, int fields) {
    if (foundEnd >= limit && !isAtEnd) {
      return INCOMPLETE;
    }
    long end = Math.min(foundEnd, limit);
    long next = afterLineEnd(end);
    if (next == INCOMPLETE) {
      return INCOMPLETE;
    }
    int target = foundTargets;
    boolean endsInTarget = target < targets.length && targets[target] == fields;
    if (endsInTarget) {
      entries[entry + ++target] = (int) (end - base);
    }
    boolean isWhole = checksRowEnd ? endsInTarget && target == targets.length : true;
    if (isWhole && target == targets.length) {
      return next;
    }
    int start = (int) (row - base);
    for (; target < targets.length; target++) {
      entries[entry + target + 1] = MISSING;
    }
    return problems.keepRaggedRow(start, (int) (end - base)) ? next : -next;
  }

  private long afterLineEnd(long end) {
    if (end >= limit) {
      return limit;
    }
    if (Memory.getByte(end) != '\r') {
      return end + 1;
    }
    if (end + 1 >= limit) {
      return isAtEnd ? limit : INCOMPLETE;
    }
    return byteAfter(end) == '\n' ? end + 2 : end + 1;
  }

  private static byte byteAfter(long address) {
    return Memory.getByte(address + 1);
  }

  static boolean isLineEnd(byte value) {
    return value == '\n' || value == '\r';
  }
}
