package dev.quern.executor.expressions.functions.math;

import dev.quern.executor.expressions.values.Int128;
import dev.quern.executor.expressions.values.Int128Math;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.math.BigInteger;

/**
 * Exact arithmetic on unscaled decimals: 64 bits where the result has at most 18 digits, else 128.
 * Settings are the digits by which operands are scaled up to the result's scale ({@code upA},
 * {@code upB}) or the result is scaled down ({@code down}, rounding half away from zero), and the
 * result's precision and scale.
 */
public final class Decimals {
  private static final long[] POWERS = new long[19];

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Int128Math.powerOfTenLow(i);
    }
  }

  private Decimals() {}

  public static long add(long a, long b, int upA, int upB, int precision, int scale) {
    return check(a * POWERS[upA] + b * POWERS[upB], precision, scale);
  }

  public static long subtract(long a, long b, int upA, int upB, int precision, int scale) {
    return check(a * POWERS[upA] - b * POWERS[upB], precision, scale);
  }

  /** Multiplies numbers whose digits together are at most 18. */
  public static long multiply(long a, long b) {
    return a * b;
  }

  public static void add(
      long highA,
      long lowA,
      long highB,
      long lowB,
      int upA,
      int upB,
      int precision,
      int scale,
      Int128 result) {
    if (upA == 0 && upB == 0) {
      boolean fits = Int128Math.add(highA, lowA, highB, lowB, result);
      check(fits, precision, scale, "+", result);
      return;
    }
    boolean fits = Int128Math.scaleUp(highA, lowA, upA, result);
    long scaledHigh = result.high;
    long scaledLow = result.low;
    fits &= Int128Math.scaleUp(highB, lowB, upB, result);
    fits &= Int128Math.add(scaledHigh, scaledLow, result.high, result.low, result);
    check(fits, precision, scale, "+", result);
  }

  public static void subtract(
      long highA,
      long lowA,
      long highB,
      long lowB,
      int upA,
      int upB,
      int precision,
      int scale,
      Int128 result) {
    boolean fits = Int128Math.scaleUp(highA, lowA, upA, result);
    long scaledHigh = result.high;
    long scaledLow = result.low;
    fits &= Int128Math.scaleUp(highB, lowB, upB, result);
    fits &= Int128Math.subtract(scaledHigh, scaledLow, result.high, result.low, result);
    check(fits, precision, scale, "-", result);
  }

  public static void multiply(
      long highA,
      long lowA,
      long highB,
      long lowB,
      int down,
      int precision,
      int scale,
      Int128 result) {
    boolean fits = Int128Math.multiply(highA, lowA, highB, lowB, result);
    if (fits && down > 0) {
      Int128Math.scaleDown(result.high, result.low, down, result);
    } else if (down > 0) {
      fits = multiplyByParts(highA, lowA, highB, lowB, down, result);
    }
    check(fits, precision, scale, "*", result);
  }

  // The exact product needs up to 256 bits before it is scaled down: rare, so exact comes first.
  private static boolean multiplyByParts(
      long highA, long lowA, long highB, long lowB, int down, Int128 result) {
    BigInteger product = big(highA, lowA).multiply(big(highB, lowB));
    BigInteger divisor = BigInteger.TEN.pow(down);
    BigInteger half = divisor.shiftRight(1);
    product = (product.signum() < 0 ? product.subtract(half) : product.add(half)).divide(divisor);
    if (product.bitLength() > 127) {
      return false;
    }
    result.set(product.shiftRight(64).longValue(), product.longValue());
    return true;
  }

  private static BigInteger big(long high, long low) {
    return BigInteger.valueOf(high)
        .shiftLeft(64)
        .add(BigInteger.valueOf(low >>> 1).shiftLeft(1))
        .add(BigInteger.valueOf(low & 1));
  }

  public static long modulo(long a, long b, int upA, int upB, int precision, int scale) {
    Int128 result = new Int128();
    modulo(a >> 63, a, b >> 63, b, upA, upB, precision, scale, result);
    return result.low;
  }

  public static void modulo(
      long highA,
      long lowA,
      long highB,
      long lowB,
      int upA,
      int upB,
      int precision,
      int scale,
      Int128 result) {
    if (highB == 0 && lowB == 0) {
      throw new QueryException(
          ErrorCode.DIVISION_BY_ZERO,
          "Division by zero: value="
              + Int128Math.toString(highA, lowA, Math.max(0, scale - upA))
              + " % 0");
    }
    boolean fits = Int128Math.scaleUp(highA, lowA, upA, result);
    long scaledHigh = result.high;
    long scaledLow = result.low;
    fits &= Int128Math.scaleUp(highB, lowB, upB, result);
    if (fits) {
      Int128 quotient = new Int128();
      Int128Math.divide(scaledHigh, scaledLow, result.high, result.low, quotient, result);
    }
    check(fits, precision, scale, "%", result);
  }

  public static long negate(long a) {
    return -a;
  }

  public static void negate(long high, long low, Int128 result) {
    Int128Math.negate(high, low, result);
  }

  public static long absolute(long a) {
    return Math.abs(a);
  }

  public static void absolute(long high, long low, Int128 result) {
    if (high < 0) {
      Int128Math.negate(high, low, result);
    } else {
      result.set(high, low);
    }
  }

  public static long sign(long high, long low) {
    return high == 0 && low == 0 ? 0 : high >> 63 | 1;
  }

  private static long check(long value, int precision, int scale) {
    if (value >= POWERS[precision] || value <= -POWERS[precision]) {
      throw new QueryException(
          ErrorCode.NUMERIC_OVERFLOW,
          "Decimal overflow: value="
              + Int128Math.toString(value >> 63, value, scale)
              + ", type=DECIMAL("
              + precision
              + ","
              + scale
              + ")");
    }
    return value;
  }

  private static void check(
      boolean fits, int precision, int scale, String operator, Int128 result) {
    if (!fits || !Int128Math.fits(result.high, result.low, precision)) {
      throw overflow(fits, precision, scale, operator, result);
    }
  }

  private static QueryException overflow(
      boolean fits, int precision, int scale, String operator, Int128 result) {
    String value =
        fits ? Int128Math.toString(result.high, result.low, scale) : "more than 38 digits";
    return new QueryException(
        ErrorCode.NUMERIC_OVERFLOW,
        "Decimal overflow: operator="
            + operator
            + ", value="
            + value
            + ", type=DECIMAL("
            + precision
            + ","
            + scale
            + ")");
  }
}
