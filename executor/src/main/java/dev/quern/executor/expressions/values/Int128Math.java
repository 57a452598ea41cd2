package dev.quern.executor.expressions.values;

import java.nio.charset.StandardCharsets;

/**
 * Arithmetic on 128-bit integers in two's complement, each a pair of {@code long}s. Methods that
 * can overflow return false if they do; the result is then undefined. Magnitudes stay below 2^127,
 * since decimals have at most 38 digits.
 */
public final class Int128Math {
  /** The largest power of ten that 128 bits hold. */
  public static final int MAX_DIGITS = 38;

  private static final long[] POWER_HIGH = new long[MAX_DIGITS + 1];
  private static final long[] POWER_LOW = new long[MAX_DIGITS + 1];
  private static final long TEN_TO_18 = 1_000_000_000_000_000_000L;

  static {
    POWER_LOW[0] = 1;
    for (int i = 1; i <= MAX_DIGITS; i++) {
      POWER_HIGH[i] = POWER_HIGH[i - 1] * 10 + unsignedMultiplyHigh(POWER_LOW[i - 1], 10);
      POWER_LOW[i] = POWER_LOW[i - 1] * 10;
    }
  }

  private Int128Math() {}

  /** Returns the upper 64 bits of the product of two unsigned numbers. */
  public static long unsignedMultiplyHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
  }

  /** Returns the upper half of ten to the power of {@code exponent} (0 to 38). */
  public static long powerOfTenHigh(int exponent) {
    return POWER_HIGH[exponent];
  }

  /** Returns the lower half of ten to the power of {@code exponent} (0 to 38). */
  public static long powerOfTenLow(int exponent) {
    return POWER_LOW[exponent];
  }

  public static int compare(long highA, long lowA, long highB, long lowB) {
    return highA != highB ? Long.compare(highA, highB) : Long.compareUnsigned(lowA, lowB);
  }

  /** Returns whether the number has at most {@code digits} (1 to 38) decimal digits. */
  public static boolean fits(long high, long low, int digits) {
    if (high == low >> 63 && digits >= 19) {
      return true;
    }
    long limitHigh = POWER_HIGH[digits];
    long limitLow = POWER_LOW[digits];
    if (high >= 0) {
      return compare(high, low, limitHigh, limitLow) < 0;
    }
    long negatedLow = -low;
    long negatedHigh = ~high + (low == 0 ? 1 : 0);
    return negatedHigh >= 0 && compare(negatedHigh, negatedLow, limitHigh, limitLow) < 0;
  }

  public static boolean add(long highA, long lowA, long highB, long lowB, Int128 result) {
    long low = lowA + lowB;
    long carry = ((lowA & lowB) | ((lowA | lowB) & ~low)) >>> 63;
    long high = highA + highB + carry;
    result.set(high, low);
    return ((highA ^ high) & (highB ^ high)) >= 0;
  }

  public static boolean subtract(long highA, long lowA, long highB, long lowB, Int128 result) {
    long low = lowA - lowB;
    long borrow = ((~lowA & lowB) | ((~lowA | lowB) & low)) >>> 63;
    long high = highA - highB - borrow;
    result.set(high, low);
    return ((highA ^ highB) & (highA ^ high)) >= 0;
  }

  public static void negate(long high, long low, Int128 result) {
    result.set(~high + (low == 0 ? 1 : 0), -low);
  }

  public static boolean multiply(long highA, long lowA, long highB, long lowB, Int128 result) {
    if (highA == lowA >> 63 && highB == lowB >> 63) {
      result.set(Math.multiplyHigh(lowA, lowB), lowA * lowB);
      return true;
    }
    return multiplyWide(highA, lowA, highB, lowB, result);
  }

  private static boolean multiplyWide(long highA, long lowA, long highB, long lowB, Int128 result) {
    boolean negative = (highA ^ highB) < 0;
    if (highA < 0) {
      negate(highA, lowA, result);
      highA = result.high;
      lowA = result.low;
    }
    if (highB < 0) {
      negate(highB, lowB, result);
      highB = result.high;
      lowB = result.low;
    }
    if (highA != 0 && highB != 0) {
      return false;
    }
    long wideHigh = highA | highB;
    long wideLow = highA != 0 ? lowA : lowB;
    long narrow = highA != 0 ? lowB : lowA;
    long carried = unsignedMultiplyHigh(wideLow, narrow);
    long high = wideHigh * narrow + carried;
    if (unsignedMultiplyHigh(wideHigh, narrow) != 0
        || high < 0
        || Long.compareUnsigned(high, carried) < 0) {
      return false;
    }
    result.set(high, wideLow * narrow);
    if (negative) {
      negate(result.high, result.low, result);
    }
    return true;
  }

  /** Multiplies by ten to the power of {@code digits} (0 to 38). */
  public static boolean scaleUp(long high, long low, int digits, Int128 result) {
    if (digits == 0) {
      result.set(high, low);
      return true;
    }
    return multiply(high, low, POWER_HIGH[digits], POWER_LOW[digits], result);
  }

  /** Divides by ten to the power of {@code digits} (0 to 38), rounding half away from zero. */
  public static void scaleDown(long high, long low, int digits, Int128 result) {
    result.set(high, low);
    if (digits == 0) {
      return;
    }
    boolean negative = high < 0;
    if (negative) {
      negate(high, low, result);
    }
    truncateMagnitude(digits - 1, result);
    add(result.high, result.low, 0, 5, result);
    divideMagnitude(10, result);
    if (negative) {
      negate(result.high, result.low, result);
    }
  }

  /** Divides by ten to the power of {@code digits} (0 to 38), rounding towards zero. */
  public static void truncate(long high, long low, int digits, Int128 result) {
    result.set(high, low);
    boolean negative = high < 0;
    if (negative) {
      negate(high, low, result);
    }
    truncateMagnitude(digits, result);
    if (negative) {
      negate(result.high, result.low, result);
    }
  }

  private static void truncateMagnitude(int digits, Int128 value) {
    int left = digits;
    while (left > 18) {
      divideMagnitude(TEN_TO_18, value);
      left -= 18;
    }
    if (left > 0) {
      divideMagnitude(POWER_LOW[left], value);
    }
  }

  /** Divides a number that is not negative by a positive {@code divisor}; returns the remainder. */
  public static long divideMagnitude(long divisor, Int128 value) {
    if (value.high == 0 && value.low >= 0) {
      long remainder = value.low % divisor;
      value.low /= divisor;
      return remainder;
    }
    long quotientHigh = value.high / divisor;
    long rest = value.high % divisor;
    long quotientLow = divideUnsigned(rest, value.low, divisor);
    long remainder = value.low - quotientLow * divisor;
    value.set(quotientHigh, quotientLow);
    return remainder;
  }

  /**
   * Returns the quotient of the unsigned 128-bit number by a positive 63-bit {@code divisor}
   * greater than {@code high}: Knuth's algorithm D with two digits of 32 bits.
   */
  private static long divideUnsigned(long high, long low, long divisor) {
    if (high == 0) {
      return Long.divideUnsigned(low, divisor);
    }
    int shift = Long.numberOfLeadingZeros(divisor);
    long normalized = divisor << shift;
    long divisorHigh = normalized >>> 32;
    long divisorLow = normalized & 0xFFFFFFFFL;
    long dividend = (high << shift) | (low >>> (64 - shift));
    long rest = low << shift;
    long first = digit(dividend, rest >>> 32, divisorHigh, divisorLow);
    long middle = (dividend << 32) + (rest >>> 32) - first * normalized;
    long second = digit(middle, rest & 0xFFFFFFFFL, divisorHigh, divisorLow);
    return (first << 32) + second;
  }

  /** Returns the next quotient digit: at most two corrections of the estimate are needed. */
  private static long digit(long dividend, long next, long divisorHigh, long divisorLow) {
    long quotient = Long.divideUnsigned(dividend, divisorHigh);
    long remainder = dividend - quotient * divisorHigh;
    while (quotient >>> 32 != 0
        || Long.compareUnsigned(quotient * divisorLow, (remainder << 32) + next) > 0) {
      quotient--;
      remainder += divisorHigh;
      if (remainder >>> 32 != 0) {
        break;
      }
    }
    return quotient;
  }

  /**
   * Divides, rounding towards zero: {@code quotient} and {@code remainder} (with the dividend's
   * sign). The divisor is not zero.
   */
  public static void divide(
      long highA, long lowA, long highB, long lowB, Int128 quotient, Int128 remainder) {
    boolean negativeA = highA < 0;
    boolean negativeB = highB < 0;
    quotient.set(highA, lowA);
    if (negativeA) {
      negate(highA, lowA, quotient);
    }
    remainder.set(highB, lowB);
    if (negativeB) {
      negate(highB, lowB, remainder);
    }
    if (remainder.high == 0 && remainder.low > 0) {
      remainder.set(0, divideMagnitude(remainder.low, quotient));
    } else {
      divideBitwise(remainder.high, remainder.low, quotient, remainder);
    }
    if (negativeA != negativeB) {
      negate(quotient.high, quotient.low, quotient);
    }
    if (negativeA) {
      negate(remainder.high, remainder.low, remainder);
    }
  }

  private static void divideBitwise(
      long divisorHigh, long divisorLow, Int128 quotient, Int128 remainder) {
    remainder.set(0, 0);
    for (int i = 0; i < 128; i++) {
      long restHigh = (remainder.high << 1) | (remainder.low >>> 63);
      long restLow = (remainder.low << 1) | (quotient.high >>> 63);
      quotient.set((quotient.high << 1) | (quotient.low >>> 63), quotient.low << 1);
      remainder.set(restHigh, restLow);
      if (compare(restHigh, restLow, divisorHigh, divisorLow) >= 0) {
        subtract(restHigh, restLow, divisorHigh, divisorLow, remainder);
        quotient.low |= 1;
      }
    }
  }

  /** Returns the nearest double, give or take one rounding. */
  public static double toDouble(long high, long low) {
    if (high == low >> 63) {
      return low;
    }
    if (high < 0) {
      return -toDouble(~high + (low == 0 ? 1 : 0), -low);
    }
    double unsignedLow = (double) (low >>> 1) * 2.0 + (low & 1);
    return high * 0x1p64 + unsignedLow;
  }

  /** Writes the decimal text of {@code unscaled * 10^-scale}. For errors and conversions. */
  public static String toString(long high, long low, int scale) {
    byte[] digits = new byte[MAX_DIGITS + 4];
    int start = format(high, low, scale, digits);
    return new String(digits, start, digits.length - start, StandardCharsets.US_ASCII);
  }

  /**
   * Writes the decimal text of {@code unscaled * 10^-scale} at the end of {@code target}, which has
   * 42 bytes; returns where it begins.
   */
  public static int format(long high, long low, int scale, byte[] target) {
    Int128 rest = new Int128();
    rest.set(high, low);
    if (high < 0) {
      negate(high, low, rest);
    }
    int position = target.length;
    int digitCount = 0;
    while (rest.high != 0 || rest.low != 0 || digitCount <= scale) {
      if (digitCount == scale && scale > 0) {
        target[--position] = '.';
      }
      target[--position] = (byte) ('0' + divideMagnitude(10, rest));
      digitCount++;
    }
    if (high < 0) {
      target[--position] = '-';
    }
    return position;
  }
}
