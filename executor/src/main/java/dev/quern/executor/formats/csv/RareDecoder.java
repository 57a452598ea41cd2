package dev.quern.executor.formats.csv;

import dev.quern.executor.memory.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the types that are rare in files or slow to read anyway: every value takes the careful way.
 */
final class RareDecoder extends ValueDecoder {
  /** Writes one value from its text, or returns false if the text is no such value. */
  interface Writer {
    boolean write(long start, long end, ColumnBuffer target, int targetRow);
  }

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

  static RareDecoder ofTimestamp(
      int column, FieldText text, RowProblems problems, @Nullable DatePattern pattern) {
    return new RareDecoder(
        column,
        text,
        problems,
        "not a timestamp such as 2001-12-31 23:59:59",
        (start, end, target, row) ->
            putMicros(
                target,
                row,
                pattern == null
                    ? DateText.readTimestamp(start, end)
                    : pattern.readTimestamp(start, end)));
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
  String invalidReason() {
    return expected;
  }

  /** Returns 1 for true, 0 for false, -1 for neither. */
  static int readBoolean(long start, long end) {
    if (end - start < 1 || end - start > 5) {
      return -1;
    }
    switch (text(start, end).toLowerCase(Locale.ROOT)) {
      case "true":
      case "t":
      case "yes":
      case "y":
      case "1":
        return 1;
      case "false":
      case "f":
      case "no":
      case "n":
      case "0":
        return 0;
      default:
        return -1;
    }
  }

  private static boolean putMicros(ColumnBuffer target, int row, long micros) {
    Memory.putLong(target.values() + 8L * row, micros);
    return micros != DateText.INVALID;
  }

  /** Rounds from the text: rounding a rounded double again could be off by one place. */
  private static float toFloat(double value, long start, long end, char point) {
    float narrow = (float) value;
    if (narrow == value || Double.isNaN(value) || Double.isInfinite(value)) {
      return narrow;
    }
    return Float.parseFloat(text(start, end).replace(point, '.'));
  }

  private static String text(long start, long end) {
    byte[] bytes = new byte[(int) (end - start)];
    Memory.copyTo(start, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
