package dev.quern.executor.operators.window;

import java.util.Arrays;

/**
 * The exact sum of doubles as one long fixed-point number, rounded only when it is read. So values
 * can be taken out again, and the result does not depend on the order of additions.
 *
 * <p>The number is an array of digits of 32 bits each, the lowest standing for 2^-1074; a digit is
 * kept in 64 bits with a sign, so that carries need to be passed on only now and then. Infinities
 * and NaNs are counted.
 */
final class ExactSum {
  /** (1074 + 1024) bits in digits of 32, and two for carries. */
  private static final int DIGITS = 68;

  private static final int LOWEST_EXPONENT = -1074;
  private static final long MASK = 0xFFFF_FFFFL;

  /** An addition changes a digit by less than 2^33. */
  private static final int ADDITIONS_WITHOUT_CARRY = 1 << 28;

  private final long[] digits = new long[DIGITS];
  private final long[] magnitude = new long[DIGITS];
  private int additions;
  private long notNumbers;
  private long infinities;
  private long negativeInfinities;
  private int lowestUsed = DIGITS;
  private int highestUsed = -1;

  void clear() {
    if (highestUsed >= 0) {
      Arrays.fill(digits, lowestUsed, highestUsed + 1, 0);
    }
    additions = 0;
    notNumbers = 0;
    infinities = 0;
    negativeInfinities = 0;
    lowestUsed = DIGITS;
    highestUsed = -1;
  }

  void add(double value) {
    change(value, 1);
  }

  void subtract(double value) {
    change(value, -1);
  }

  private void change(double value, int sign) {
    if (Double.isNaN(value)) {
      notNumbers += sign;
    } else if (value == Double.POSITIVE_INFINITY) {
      infinities += sign;
    } else if (value == Double.NEGATIVE_INFINITY) {
      negativeInfinities += sign;
    } else if (value != 0) {
      changeFinite(Double.doubleToRawLongBits(value), sign);
    }
  }

  private void changeFinite(long bits, int sign) {
    int exponent = (int) (bits >>> 52) & 0x7FF;
    long significand = bits & 0xF_FFFF_FFFF_FFFFL;
    if (exponent != 0) {
      significand |= 1L << 52;
      exponent--;
    }
    int digit = exponent >>> 5;
    int shift = exponent & 31;
    long lower = (significand & MASK) << shift;
    long upper = (significand >>> 32) << shift;
    long factor = bits < 0 ? -sign : sign;
    digits[digit] += factor * (lower & MASK);
    digits[digit + 1] += factor * ((lower >>> 32) + (upper & MASK));
    digits[digit + 2] += factor * (upper >>> 32);
    lowestUsed = Math.min(lowestUsed, digit);
    highestUsed = Math.max(highestUsed, digit + 2);
    additions++;
    if (additions == ADDITIONS_WITHOUT_CARRY) {
      carry(digits);
      additions = 0;
    }
  }

  /** Brings all digits but the highest into [0, 2^32); the sign is that of the highest. */
  private void carry(long[] number) {
    highestUsed = Math.min(DIGITS - 1, highestUsed + 1);
    for (int digit = lowestUsed; digit < highestUsed; digit++) {
      number[digit + 1] += number[digit] >> 32;
      number[digit] &= MASK;
    }
  }

  /** Returns the sum, rounded to the nearest double. */
  double value() {
    if (notNumbers > 0 || (infinities > 0 && negativeInfinities > 0)) {
      return Double.NaN;
    }
    if (infinities > 0) {
      return Double.POSITIVE_INFINITY;
    }
    if (negativeInfinities > 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (highestUsed < 0) {
      return 0;
    }
    carry(digits);
    return digits[highestUsed] < 0 ? -round(true) : round(false);
  }

  private double round(boolean isNegative) {
    long carry = 0;
    for (int digit = lowestUsed; digit <= highestUsed; digit++) {
      long value = (isNegative ? -digits[digit] : digits[digit]) + carry;
      magnitude[digit] = value & MASK;
      carry = value >> 32;
    }
    int top = highestUsed;
    while (top > lowestUsed && magnitude[top] == 0) {
      top--;
    }
    long upper = magnitude[top] << 32 | digitOrZero(top - 1);
    if (upper == 0) {
      return 0;
    }
    int zeros = Long.numberOfLeadingZeros(upper);
    long next = digitOrZero(top - 2);
    long significand = upper << zeros | (zeros == 0 ? 0 : next << 32 >>> (64 - zeros));
    long rest = zeros == 0 ? next : (next << zeros) & MASK;
    if (rest != 0 || anyBelow(top - 2)) {
      significand |= 1;
    }
    // 64 bits with the last one telling whether anything is left below round correctly to 53.
    double rounded = (significand >>> 1 | (significand & 1)) * 2.0;
    return Math.scalb(rounded, 32 * (top - 1) - zeros + LOWEST_EXPONENT);
  }

  private long digitOrZero(int digit) {
    return digit < lowestUsed ? 0 : magnitude[digit];
  }

  private boolean anyBelow(int digit) {
    for (int i = lowestUsed; i < digit; i++) {
      if (magnitude[i] != 0) {
        return true;
      }
    }
    return false;
  }
}
