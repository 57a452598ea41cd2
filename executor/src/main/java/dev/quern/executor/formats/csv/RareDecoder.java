package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.ColumnBuffer;
import dev.quern.executor.formats.text.DateText;
import dev.quern.executor.formats.text.NumberText;
import dev.quern.executor.formats.text.WideLimit;
import dev.quern.executor.memory.Memory;

/**
 * Reads the types that are rare in files or slow to read anyway: every value takes the careful way.
 */
final class RareDecoder extends ValueDecoder {
  /** Writes one value from its text, or returns false if the text is no such value. */
  interface Writer {
    boolean write(long start, long end, ColumnBuffer target, int targetRow);
  }

  /** Words of truth and untruth in turn, as {@link #word} packs them. */
  private static final long[] TRUTHS = {
    word("true"),
    word("false"),
    word("t"),
    word("f"),
    word("yes"),
    word("no"),
    word("y"),
    word("n"),
    word("1"),
    word("0")
  };

  private final Writer writer;
  private final String expected;

  private RareDecoder(
      int column, FieldText text, RowProblems problems, String expected, Writer writer) {
    super(column, text, problems);
    this.expected = expected;
    this.writer = writer;
  }

  static RareDecoder ofBoolean(int column, FieldText text, RowProblems problems) {
    return new RareDecoder(
        column,
        text,
        problems,
        "not true or false",
        (start, end, target, row) -> {
          int value = readBoolean(start, end);
          target.setBit(row, value == 1);
          return value >= 0;
        });
  }

  static RareDecoder ofFloat(int column, FieldText text, RowProblems problems, char point) {
    NumberText number = new NumberText();
    return new RareDecoder(
        column,
        text,
        problems,
        "not a number",
        (start, end, target, row) -> {
          if (!number.readDouble(start, end, point)) {
            return false;
          }
          Memory.putFloat(target.values() + 4L * row, toFloat(number.number(), start, end, point));
          return true;
        });
  }

  static RareDecoder ofWideDecimal(
      int column, FieldText text, RowProblems problems, int precision, int scale, char point) {
    NumberText number = new NumberText();
    WideLimit limit = WideLimit.ofPrecision(precision);
    return new RareDecoder(
        column,
        text,
        problems,
        "not a number of the type, or out of its range",
        (start, end, target, row) -> {
          boolean fits =
              number.readDecimal(start, end, scale, point)
                  && limit.holds(number.high(), number.low());
          Memory.putLong(target.values() + 16L * row, number.low());
          Memory.putLong(target.values() + 16L * row + 8, number.high());
          return fits;
        });
  }

  static RareDecoder ofTime(int column, FieldText text, RowProblems problems) {
    return new RareDecoder(
        column,
        text,
        problems,
        "not a time such as 23:59:59",
        (start, end, target, row) -> putMicros(target, row, DateText.readTime(start, end)));
  }

  static RareDecoder ofInstant(int column, FieldText text, RowProblems problems) {
    return new RareDecoder(
        column,
        text,
        problems,
        "not a timestamp with zone such as 2001-12-31T23:59:59Z",
        (start, end, target, row) -> {
          long micros = DateText.readInstant(start, end);
          return putMicros(
              target,
              row,
              micros == DateText.INVALID ? DateText.readTimestamp(start, end) : micros);
        });
  }

  @Override
  void decode(
      RowIndex rows, long base, int[] selected, int count, ColumnBuffer target, int firstRow) {
    int[] entries = rows.entries();
    int stride = rows.stride();
    int startSlot = rows.startSlot(column());
    int endSlot = rows.endSlot(column());
    long shiftedBase = base + rows.startShift(column());
    for (int i = 0; i < count; i++) {
      int entry = selected[i] * stride;
      long start = shiftedBase + entries[entry + startSlot];
      long end = base + entries[entry + endSlot];
      readCarefully(rows, base, selected[i], start, end, target, firstRow + i);
    }
  }

  @Override
  boolean write(long start, long end, ColumnBuffer target, int targetRow) {
    return writer.write(start, end, target, targetRow);
  }

  @Override
  BadValue problem() {
    return BadValue.ofType(expected);
  }

  /** Returns 1 for true, 0 for false, -1 for neither. */
  static int readBoolean(long start, long end) {
    if (end - start < 1 || end - start > 5) {
      return -1;
    }
    long word = 0;
    for (long address = end - 1; address >= start; address--) {
      byte next = Memory.getByte(address);
      boolean isUpper = next >= 'A' && next <= 'Z';
      word = word << 8 | ((isUpper ? next | 0x20 : next) & 0xFF);
    }
    for (int i = 0; i < TRUTHS.length; i++) {
      if (word == TRUTHS[i]) {
        return 1 - (i & 1);
      }
    }
    return -1;
  }

  private static long word(String text) {
    long word = 0;
    for (int i = text.length() - 1; i >= 0; i--) {
      word = word << 8 | text.charAt(i);
    }
    return word;
  }

  private static boolean putMicros(ColumnBuffer target, int row, long micros) {
    Memory.putLong(target.values() + 8L * row, micros);
    return micros != DateText.INVALID;
  }

  /**
   * Rounds from the text if the double lies halfway between two floats: it may have been rounded to
   * there, and rounding it again would go the wrong way. Any other double rounds as its text would.
   */
  private static float toFloat(double value, long start, long end, char point) {
    boolean isHalfway = (Double.doubleToRawLongBits(value) & 0x1FFFFFFFL) == 0x10000000L;
    boolean isTiny = Math.abs(value) < Float.MIN_NORMAL && value != 0;
    return isHalfway || isTiny
        ? Float.parseFloat(FieldText.toString(start, end).replace(point, '.'))
        : (float) value;
  }
}
