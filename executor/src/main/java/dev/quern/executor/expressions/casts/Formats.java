package dev.quern.executor.expressions.casts;

import dev.quern.executor.expressions.functions.datetime.Calendar;
import dev.quern.executor.expressions.functions.datetime.DateFields;
import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.expressions.values.Int128Math;
import dev.quern.executor.expressions.values.Slice;
import dev.quern.executor.memory.Memory;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Writes values as text: what a cast to VARCHAR gives, and what parsers read back. */
public final class Formats {
  private static final int MAX_INTEGER_BYTES = 20;

  private Formats() {}

  public static void same(long text, int length, Slice result) {
    result.set(text, length);
  }

  /** Takes bytes for text if they are UTF-8. */
  public static void checkedText(long bytes, int length, Slice result) {
    byte[] copy = Bytes.toArray(bytes, length);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(copy));
    } catch (CharacterCodingException e) {
      throw CastFailure.of("bytes: " + length, "VARCHAR", "bytes that are UTF-8");
    }
    result.set(bytes, length);
  }

  public static void ofBoolean(boolean value, Slice result) {
    put(value ? "true" : "false", result);
  }

  public static void ofInteger(long value, Slice result) {
    long target = result.allocate(MAX_INTEGER_BYTES);
    int start = putDigits(value, target, MAX_INTEGER_BYTES);
    result.set(target + start, MAX_INTEGER_BYTES - start);
  }

  /** Writes digits so that they end at {@code end}; returns where they begin. */
  private static int putDigits(long value, long target, int end) {
    int start = end;
    // Negative numbers, since the smallest has no positive counterpart.
    long rest = value > 0 ? -value : value;
    do {
      Memory.putByte(target + --start, (byte) ('0' - rest % 10));
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      Memory.putByte(target + --start, (byte) '-');
    }
    return start;
  }

  public static void ofDecimal(long high, long low, int scale, Slice result) {
    byte[] digits = new byte[Int128Math.MAX_DIGITS + 4];
    int start = Int128Math.format(high, low, scale, digits);
    int length = digits.length - start;
    Memory.copyFrom(digits, start, result.allocate(length), length);
  }

  public static void ofDouble(double value, Slice result) {
    put(doubleText(value, Double.toString(value)), result);
  }

  public static void ofFloat(double value, Slice result) {
    put(doubleText(value, Float.toString((float) value)), result);
  }

  /**
   * Returns {@code shortest} (Java's form) with an exponent only from 1e16 on and below 1e-4, as in
   * {@code 1e+16} and {@code 1.5e-05}.
   */
  private static String doubleText(double value, String shortest) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    }
    int mark = shortest.indexOf('E');
    if (mark < 0) {
      double size = Math.abs(value);
      return size == 0 || size >= 1e-4 ? shortest : scientific(shortest, 0);
    }
    int exponent = Integer.parseInt(shortest.substring(mark + 1));
    String mantissa = shortest.substring(0, mark);
    if (exponent >= 16 || exponent < -4) {
      return scientific(mantissa, exponent);
    }
    String plain = new BigDecimal(shortest).stripTrailingZeros().toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  private static String scientific(String mantissa, int exponent) {
    String digits =
        mantissa.endsWith(".0") ? mantissa.substring(0, mantissa.length() - 2) : mantissa;
    int size = Math.abs(exponent);
    return digits + (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
  }

  public static void ofDate(long day, Slice result) {
    StringBuilder text = new StringBuilder(10);
    appendDate(day, text);
    put(text.toString(), result);
  }

  public static void ofTime(long micros, Slice result) {
    StringBuilder text = new StringBuilder(15);
    appendTime(micros, text);
    put(text.toString(), result);
  }

  public static void ofTimestamp(long micros, Slice result) {
    put(timestamp(micros).toString(), result);
  }

  public static void ofInstant(long micros, Slice result) {
    put(timestamp(micros).append("+00").toString(), result);
  }

  private static StringBuilder timestamp(long micros) {
    StringBuilder text = new StringBuilder(29);
    appendDate(Calendar.dayOf(micros), text);
    appendTime(Calendar.timeOf(micros), text.append(' '));
    return text;
  }

  private static void appendDate(long day, StringBuilder text) {
    long parts = Calendar.parts(day);
    long year = Calendar.year(parts);
    if (year < 0) {
      text.append('-');
    }
    appendPadded(Math.abs(year), 4, text);
    appendPadded(Calendar.month(parts), 2, text.append('-'));
    appendPadded(Calendar.dayOfMonth(parts), 2, text.append('-'));
  }

  private static void appendTime(long micros, StringBuilder text) {
    appendPadded(DateFields.hourOfTime(micros), 2, text);
    appendPadded(DateFields.minuteOfTime(micros), 2, text.append(':'));
    appendPadded(DateFields.secondOfTime(micros), 2, text.append(':'));
    appendFraction(micros % Calendar.MICROS_PER_SECOND, text);
  }

  /** Appends a fraction of a second without zeros at its end; nothing if it is 0. */
  private static void appendFraction(long micros, StringBuilder text) {
    if (micros == 0) {
      return;
    }
    appendPadded(micros, 6, text.append('.'));
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    text.setLength(end);
  }

  private static void appendPadded(long number, int digits, StringBuilder text) {
    String shown = Long.toString(number);
    text.append("0".repeat(Math.max(0, digits - shown.length()))).append(shown);
  }

  /** Writes {@code 1 year 2 months}. */
  public static void ofMonths(long months, Slice result) {
    StringBuilder text = new StringBuilder();
    appendCount(months / 12, "year", text);
    appendCount(months % 12, "month", text);
    put(text.length() == 0 ? "0 months" : text.toString(), result);
  }

  /** Writes {@code 3 days 04:05:06.5}. */
  public static void ofMicros(long micros, Slice result) {
    StringBuilder text = new StringBuilder();
    appendCount(micros / Calendar.MICROS_PER_DAY, "day", text);
    long time = micros % Calendar.MICROS_PER_DAY;
    if (time != 0 || text.length() == 0) {
      text.append(text.length() == 0 ? "" : " ").append(time < 0 ? "-" : "");
      appendTime(Math.abs(time), text);
    }
    put(text.toString(), result);
  }

  private static void appendCount(long count, String unit, StringBuilder text) {
    if (count != 0) {
      text.append(text.length() == 0 ? "" : " ").append(count).append(' ').append(unit);
      text.append(count == 1 || count == -1 ? "" : "s");
    }
  }

  private static void put(String text, Slice result) {
    result.setBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
