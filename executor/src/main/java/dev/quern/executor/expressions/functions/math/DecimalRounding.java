package dev.quern.executor.expressions.functions.math;

import dev.quern.executor.expressions.values.Int128;
import dev.quern.executor.expressions.values.Int128Math;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;

/**
 * Rounds decimals. {@code scale} is that of the operand and {@code resultScale} that of the result;
 * {@code digits} are the digits after the point to keep, as many as those before it if negative.
 */
public final class DecimalRounding {
  private DecimalRounding() {}

  public static void round(
      long high, long low, int scale, int resultScale, int precision, Int128 result) {
    round(high, low, 0, scale, resultScale, precision, result);
  }

  /** Rounds half away from zero. */
  public static void round(
      long high, long low, long digits, int scale, int resultScale, int precision, Int128 result) {
    long dropped = scale - Math.min(digits, scale);
    if (dropped > Int128Math.MAX_DIGITS) {
      result.set(0, 0);
      return;
    }
    Int128Math.scaleDown(high, low, (int) dropped, result);
    restore((int) dropped - scale + resultScale, resultScale, precision, result);
  }

  public static void truncate(
      long high, long low, int scale, int resultScale, int precision, Int128 result) {
    truncate(high, low, 0, scale, resultScale, precision, result);
  }

  /** Rounds towards zero. */
  public static void truncate(
      long high, long low, long digits, int scale, int resultScale, int precision, Int128 result) {
    long dropped = scale - Math.min(digits, scale);
    if (dropped > Int128Math.MAX_DIGITS) {
      result.set(0, 0);
      return;
    }
    Int128Math.truncate(high, low, (int) dropped, result);
    restore((int) dropped - scale + resultScale, resultScale, precision, result);
  }

  /** Rounds down. */
  public static void floor(
      long high, long low, int scale, int resultScale, int precision, Int128 result) {
    toWhole(high, low, scale, -1, result);
    restore(resultScale, resultScale, precision, result);
  }

  /** Rounds up. */
  public static void ceiling(
      long high, long low, int scale, int resultScale, int precision, Int128 result) {
    toWhole(high, low, scale, 1, result);
    restore(resultScale, resultScale, precision, result);
  }

  private static void toWhole(long high, long low, int scale, int direction, Int128 result) {
    Int128Math.truncate(high, low, scale, result);
    long wholeHigh = result.high;
    long wholeLow = result.low;
    Int128Math.scaleUp(wholeHigh, wholeLow, scale, result);
    int order = Int128Math.compare(high, low, result.high, result.low);
    if (order == direction) {
      Int128Math.add(wholeHigh, wholeLow, direction >> 31, direction, result);
    } else {
      result.set(wholeHigh, wholeLow);
    }
  }

  /** Appends {@code zeros} digits, or takes them away. */
  private static void restore(int zeros, int scale, int precision, Int128 result) {
    boolean fits = true;
    if (zeros > Int128Math.MAX_DIGITS) {
      fits = (result.high | result.low) == 0;
    } else if (zeros >= 0) {
      fits = Int128Math.scaleUp(result.high, result.low, zeros, result);
    } else {
      Int128Math.scaleDown(result.high, result.low, -zeros, result);
    }
    if (!fits || !Int128Math.fits(result.high, result.low, precision)) {
      throw new QueryException(
          ErrorCode.NUMERIC_OVERFLOW,
          "Decimal overflow: rounded value does not fit, type=DECIMAL("
              + precision
              + ","
              + scale
              + ")");
    }
  }

  // The same for operands and results of at most 18 digits.

  public static long round(long value, int scale, int resultScale, int precision) {
    return round(value, 0L, scale, resultScale, precision);
  }

  public static long round(long value, long digits, int scale, int resultScale, int precision) {
    Int128 result = new Int128();
    round(value >> 63, value, digits, scale, resultScale, precision, result);
    return result.low;
  }

  public static long truncate(long value, int scale, int resultScale, int precision) {
    return truncate(value, 0L, scale, resultScale, precision);
  }

  public static long truncate(long value, long digits, int scale, int resultScale, int precision) {
    Int128 result = new Int128();
    truncate(value >> 63, value, digits, scale, resultScale, precision, result);
    return result.low;
  }

  public static long floor(long value, int scale, int resultScale, int precision) {
    Int128 result = new Int128();
    floor(value >> 63, value, scale, resultScale, precision, result);
    return result.low;
  }

  public static long ceiling(long value, int scale, int resultScale, int precision) {
    Int128 result = new Int128();
    ceiling(value >> 63, value, scale, resultScale, precision, result);
    return result.low;
  }
}
