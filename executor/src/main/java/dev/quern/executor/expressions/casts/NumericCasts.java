package dev.quern.executor.expressions.casts;

import dev.quern.executor.expressions.values.Int128;
import dev.quern.executor.expressions.values.Int128Math;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Conversions among numbers and booleans. Decimals round half away from zero, floating-point
 * numbers to the nearest integer, ties to the even one (as PostgreSQL does).
 */
public final class NumericCasts {
  private static final double[] POWERS = new double[23];

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  private NumericCasts() {}

  public static long toInteger(long value, int bits) {
    if (value << (64 - bits) >> (64 - bits) != value) {
      throw CastFailure.of(Long.toString(value), integerName(bits));
    }
    return value;
  }

  public static long toInteger(double value, int bits) {
    double rounded = Math.rint(value);
    double limit = bits == 64 ? 0x1p63 : (double) (1L << (bits - 1));
    if (!(rounded >= -limit && rounded < limit)) {
      throw CastFailure.of(Double.toString(value), integerName(bits));
    }
    return (long) rounded;
  }

  public static long toInteger(long high, long low, int scale, int bits) {
    Int128 result = new Int128();
    Int128Math.scaleDown(high, low, scale, result);
    long value = result.low;
    if (result.high != value >> 63 || value << (64 - bits) >> (64 - bits) != value) {
      throw CastFailure.of(Int128Math.toString(high, low, scale), integerName(bits));
    }
    return value;
  }

  public static long toInteger(boolean value) {
    return value ? 1 : 0;
  }

  public static double toDouble(long value) {
    return value;
  }

  public static double toDouble(boolean value) {
    return value ? 1 : 0;
  }

  public static double toFloat(long value) {
    return (float) value;
  }

  public static double toFloat(double value) {
    float result = (float) value;
    if (Float.isInfinite(result) && !Double.isInfinite(value)) {
      throw CastFailure.of(Double.toString(value), "FLOAT");
    }
    return result;
  }

  public static double toDouble(double value) {
    return value;
  }

  public static double decimalToDouble(long value, int scale) {
    return scaled((double) value, scale);
  }

  public static double decimalToDouble(long high, long low, int scale) {
    return scaled(Int128Math.toDouble(high, low), scale);
  }

  public static double decimalToFloat(long high, long low, int scale) {
    return (float) decimalToDouble(high, low, scale);
  }

  // One correctly rounded division for up to 22 digits of scale, as these powers are exact.
  private static double scaled(double unscaled, int scale) {
    return scale < POWERS.length
        ? unscaled / POWERS[scale]
        : unscaled / POWERS[22] / POWERS[scale - 22];
  }

  public static boolean toBoolean(long value) {
    return value != 0;
  }

  public static boolean toBoolean(double value) {
    return value != 0;
  }

  public static boolean toBoolean(long high, long low) {
    return (high | low) != 0;
  }

  /** Changes scale and precision where both types take 64 bits. */
  public static long toDecimal(long value, int fromScale, int precision, int scale) {
    if (scale == fromScale && value == 0) {
      return 0;
    }
    Int128 result = new Int128();
    toDecimal(value >> 63, value, fromScale, precision, scale, result);
    return result.low;
  }

  /** Changes the scale of a short decimal that surely fits afterwards. */
  public static long scaleUp(long value, int digits) {
    return value * Int128Math.powerOfTenLow(digits);
  }

  /** Changes scale and precision to a type of at most 18 digits. */
  public static long toShortDecimal(long high, long low, int fromScale, int precision, int scale) {
    Int128 result = new Int128();
    toDecimal(high, low, fromScale, precision, scale, result);
    return result.low;
  }

  /** Changes scale and precision. */
  public static void toDecimal(
      long high, long low, int fromScale, int precision, int scale, Int128 result) {
    boolean fits = true;
    if (scale >= fromScale) {
      fits = Int128Math.scaleUp(high, low, scale - fromScale, result);
    } else {
      Int128Math.scaleDown(high, low, fromScale - scale, result);
    }
    if (!fits || !Int128Math.fits(result.high, result.low, precision)) {
      throw CastFailure.of(
          Int128Math.toString(high, low, fromScale), decimalName(precision, scale));
    }
  }

  public static long doubleToDecimal(double value, int precision, int scale) {
    Int128 result = new Int128();
    doubleToDecimal(value, precision, scale, result);
    return result.low;
  }

  /** Rounds the decimal digits that the number prints with, half away from zero. */
  public static void doubleToDecimal(double value, int precision, int scale, Int128 result) {
    double scaled = scale < POWERS.length ? value * POWERS[scale] : Double.NaN;
    double whole = Math.rint(scaled);
    // Near a tie the digits decide; elsewhere the nearest integer is right.
    if (Math.abs(scaled) < 0x1p50 && Math.abs(scaled - whole) < 0.499) {
      result.set((long) whole);
    } else {
      exactDoubleToDecimal(value, precision, scale, result);
    }
    if (!Int128Math.fits(result.high, result.low, precision)) {
      throw CastFailure.of(Double.toString(value), decimalName(precision, scale));
    }
  }

  private static void exactDoubleToDecimal(double value, int precision, int scale, Int128 result) {
    if (!(Math.abs(value) < 1e38)) {
      throw CastFailure.of(Double.toString(value), decimalName(precision, scale));
    }
    BigInteger unscaled =
        BigDecimal.valueOf(value).setScale(scale, RoundingMode.HALF_UP).unscaledValue();
    if (unscaled.bitLength() > 127) {
      throw CastFailure.of(Double.toString(value), decimalName(precision, scale));
    }
    result.set(unscaled.shiftRight(64).longValue(), unscaled.longValue());
  }

  static String integerName(int bits) {
    switch (bits) {
      case 8:
        return "TINYINT";
      case 16:
        return "SMALLINT";
      case 32:
        return "INTEGER";
      default:
        return "BIGINT";
    }
  }

  static String decimalName(int precision, int scale) {
    return "DECIMAL(" + precision + "," + scale + ")";
  }
}
