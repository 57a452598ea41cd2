package dev.quern.executor.operators.aggregate;

import java.math.BigInteger;

/** 128-bit two's-complement integers as two longs. */
final class WideInteger {
  /** 10 to the power of 38, the first value that has too many digits. */
  private static final BigInteger LIMIT = BigInteger.TEN.pow(38);

  private static final long LIMIT_HIGH = LIMIT.shiftRight(64).longValueExact();
  private static final long LIMIT_LOW = LIMIT.longValue();
  private static final double TWO_TO_64 = 0x1p64;

  private WideInteger() {}

  /** Returns the high half of a sum whose low half is {@code low + otherLow}. */
  static long addHigh(long low, long high, long otherLow, long otherHigh) {
    long carry = Long.compareUnsigned(low + otherLow, low) < 0 ? 1 : 0;
    return high + otherHigh + carry;
  }

  /** Returns whether a sum with the given high half overflowed 128 bits. */
  static boolean overflowed(long high, long otherHigh, long sumHigh) {
    return ((high ^ sumHigh) & (otherHigh ^ sumHigh)) < 0;
  }

  /** Returns whether the value has at most 38 decimal digits. */
  static boolean fitsDecimal(long low, long high) {
    if (high >= 0) {
      return compare(low, high, LIMIT_LOW, LIMIT_HIGH) < 0;
    }
    return compare(low, high, -LIMIT_LOW, ~LIMIT_HIGH + (LIMIT_LOW == 0 ? 1 : 0)) > 0;
  }

  static int compare(long low, long high, long otherLow, long otherHigh) {
    return high != otherHigh ? Long.compare(high, otherHigh) : Long.compareUnsigned(low, otherLow);
  }

  static double toDouble(long low, long high) {
    if (high == low >> 63) {
      return low;
    }
    double unsignedLow = (low >>> 1) * 2.0 + (low & 1);
    return high * TWO_TO_64 + unsignedLow;
  }

  static String toString(long low, long high) {
    return BigInteger.valueOf(high)
        .shiftLeft(64)
        .add(new BigInteger(Long.toUnsignedString(low)))
        .toString();
  }
}
