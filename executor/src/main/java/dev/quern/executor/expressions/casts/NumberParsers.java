package dev.quern.executor.expressions.casts;

import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.expressions.values.Int128;
import dev.quern.executor.expressions.values.Int128Math;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.QueryException;
import java.util.Locale;

/**
 * Reads numbers and booleans from UTF-8. Spaces around are skipped. Nothing is allocated for values
 * that are well-formed, but for floating-point numbers of more than 15 digits.
 */
public final class NumberParsers {
  private static final long MAX_BEFORE_NEXT_DIGIT = Long.MAX_VALUE / 10;

  private NumberParsers() {}

  public static boolean toBoolean(long text, int length) {
    String word = Bytes.toString(text, Math.min(length, 20)).trim().toLowerCase(Locale.ROOT);
    switch (word) {
      case "true":
      case "t":
      case "yes":
      case "y":
      case "on":
      case "1":
        return true;
      case "false":
      case "f":
      case "no":
      case "n":
      case "off":
      case "0":
        return false;
      default:
        throw fail(text, length, "BOOLEAN", "true or false");
    }
  }

  public static long toInteger(long text, int length, int bits) {
    int start = skipSpace(text, 0, length);
    int end = trimEnd(text, start, length);
    boolean negative = start < end && Memory.getByte(text + start) == '-';
    int i = negative || (start < end && Memory.getByte(text + start) == '+') ? start + 1 : start;
    if (i == end) {
      throw fail(text, length, NumericCasts.integerName(bits), "a whole number");
    }
    // Counts downwards, since the smallest number has no positive counterpart.
    long value = 0;
    for (; i < end; i++) {
      int digit = Memory.getByte(text + i) - '0';
      if (digit < 0 || digit > 9) {
        throw fail(text, length, NumericCasts.integerName(bits), "a whole number");
      }
      if (value < -MAX_BEFORE_NEXT_DIGIT || value * 10 < Long.MIN_VALUE + digit) {
        throw fail(text, length, NumericCasts.integerName(bits), "a smaller number");
      }
      value = value * 10 - digit;
    }
    if (!negative && value == Long.MIN_VALUE) {
      throw fail(text, length, NumericCasts.integerName(bits), "a smaller number");
    }
    long result = negative ? value : -value;
    if (result << (64 - bits) >> (64 - bits) != result) {
      throw fail(text, length, NumericCasts.integerName(bits), "a smaller number");
    }
    return result;
  }

  public static double toFloat(long text, int length) {
    double value = toDouble(text, length);
    float result = (float) value;
    if (Float.isInfinite(result) && !Double.isInfinite(value)) {
      throw fail(text, length, "FLOAT", "a smaller number");
    }
    return result;
  }

  public static double toDouble(long text, int length) {
    int start = skipSpace(text, 0, length);
    int end = trimEnd(text, start, length);
    double fast = shortDouble(text, start, end);
    return Double.isNaN(fast) ? anyDouble(text, length) : fast;
  }

  /** Reads up to 15 digits and no exponent: exact by one division. Returns NaN for the others. */
  private static double shortDouble(long text, int start, int end) {
    boolean negative = start < end && Memory.getByte(text + start) == '-';
    int i = negative ? start + 1 : start;
    int digits = 0;
    int scale = -1;
    long value = 0;
    for (; i < end; i++) {
      int b = Memory.getByte(text + i);
      if (b >= '0' && b <= '9') {
        value = value * 10 + (b - '0');
        digits++;
        scale += scale >= 0 ? 1 : 0;
      } else if (b == '.' && scale < 0) {
        scale = 0;
      } else {
        return Double.NaN;
      }
      if (digits > 15) {
        return Double.NaN;
      }
    }
    if (digits == 0) {
      return Double.NaN;
    }
    double result = NumericCasts.decimalToDouble(value, Math.max(scale, 0));
    return negative ? -result : result;
  }

  private static double anyDouble(long text, int length) {
    String word = Bytes.toString(text, length).trim();
    switch (word.toLowerCase(Locale.ROOT)) {
      case "nan":
        return Double.NaN;
      case "inf":
      case "infinity":
      case "+inf":
      case "+infinity":
        return Double.POSITIVE_INFINITY;
      case "-inf":
      case "-infinity":
        return Double.NEGATIVE_INFINITY;
      default:
        break;
    }
    try {
      boolean onlyDecimal =
          word.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
      double value = onlyDecimal ? Double.parseDouble(word) : Double.NaN;
      if (!onlyDecimal || Double.isInfinite(value)) {
        throw fail(text, length, "DOUBLE", onlyDecimal ? "a smaller number" : "a number");
      }
      return value;
    } catch (NumberFormatException e) {
      throw fail(text, length, "DOUBLE", "a number");
    }
  }

  public static long toDecimal(long text, int length, int precision, int scale) {
    Int128 result = new Int128();
    toDecimal(text, length, precision, scale, result);
    return result.low;
  }

  /** Reads digits, a point and an exponent; digits beyond the scale round half away from zero. */
  public static void toDecimal(long text, int length, int precision, int scale, Int128 result) {
    int i = skipSpace(text, 0, length);
    int end = trimEnd(text, i, length);
    boolean negative = i < end && Memory.getByte(text + i) == '-';
    i += negative || (i < end && Memory.getByte(text + i) == '+') ? 1 : 0;
    result.set(0, 0);
    int digits = 0;
    int significant = 0;
    int fraction = 0;
    int dropped = 0;
    int firstDropped = -1;
    boolean point = false;
    for (; i < end; i++) {
      int b = Memory.getByte(text + i);
      if (b == '.' && !point) {
        point = true;
        continue;
      }
      int digit = b - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      digits++;
      if (significant == Int128Math.MAX_DIGITS) {
        firstDropped = firstDropped < 0 ? digit : firstDropped;
        dropped += point ? 0 : 1;
        continue;
      }
      significant += significant > 0 || digit > 0 ? 1 : 0;
      fraction += point ? 1 : 0;
      appendDigit(digit, result);
    }
    int exponent = dropped + (i < end ? exponent(text, i, end, length, precision, scale) : 0);
    if (digits == 0) {
      throw fail(text, length, NumericCasts.decimalName(precision, scale), "a number");
    }
    int shift = scale - fraction + exponent;
    if (shift == 0 && firstDropped >= 5) {
      Int128Math.add(result.high, result.low, 0, 1, result);
    }
    boolean fits = shift(result, shift);
    if (!fits || !Int128Math.fits(result.high, result.low, precision)) {
      throw fail(text, length, NumericCasts.decimalName(precision, scale), "a smaller number");
    }
    if (negative) {
      Int128Math.negate(result.high, result.low, result);
    }
  }

  private static void appendDigit(int digit, Int128 value) {
    if (value.high == 0 && value.low >= 0 && value.low < MAX_BEFORE_NEXT_DIGIT) {
      value.low = value.low * 10 + digit;
      return;
    }
    Int128Math.multiply(value.high, value.low, 0, 10, value);
    Int128Math.add(value.high, value.low, 0, digit, value);
  }

  private static boolean shift(Int128 value, int digits) {
    if (digits >= 0) {
      return (value.high | value.low) == 0
          || (digits <= Int128Math.MAX_DIGITS
              && Int128Math.scaleUp(value.high, value.low, digits, value));
    }
    if (-digits > Int128Math.MAX_DIGITS) {
      value.set(0, 0);
    } else {
      Int128Math.scaleDown(value.high, value.low, -digits, value);
    }
    return true;
  }

  private static int exponent(long text, int start, int end, int length, int precision, int scale) {
    int mark = Memory.getByte(text + start);
    int size = end - start - 1;
    if ((mark != 'e' && mark != 'E') || size < 1 || size > 5) {
      throw fail(text, length, NumericCasts.decimalName(precision, scale), "a number");
    }
    return (int) toInteger(text + start + 1, size, 32);
  }

  private static int skipSpace(long text, int from, int length) {
    int i = from;
    while (i < length && isSpace(Memory.getByte(text + i))) {
      i++;
    }
    return i;
  }

  private static int trimEnd(long text, int start, int length) {
    int end = length;
    while (end > start && isSpace(Memory.getByte(text + end - 1))) {
      end--;
    }
    return end;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || (b >= 9 && b <= 13);
  }

  static QueryException fail(long text, int length, String type, String expected) {
    String shown = Bytes.toString(text, Math.min(length, 400));
    return CastFailure.of(shown, type, expected);
  }
}
