package dev.quern.executor.formats.text;

import java.math.BigInteger;

/** The largest magnitude of a decimal with a number of digits, in 128 bits. */
public record WideLimit(long high, long low) {

  /** Returns the limit {@code 10^precision - 1}. */
  public static WideLimit ofPrecision(int precision) {
    BigInteger most = BigInteger.TEN.pow(precision).subtract(BigInteger.ONE);
    return new WideLimit(most.shiftRight(64).longValue(), most.longValue());
  }

  /** Returns whether the value, positive or negative, is within the limit. */
  public boolean holds(long valueHigh, long valueLow) {
    long magnitudeLow = valueHigh < 0 ? -valueLow : valueLow;
    long magnitudeHigh = valueHigh < 0 ? ~valueHigh + (valueLow == 0 ? 1 : 0) : valueHigh;
    return magnitudeHigh < high
        || (magnitudeHigh == high && Long.compareUnsigned(magnitudeLow, low) <= 0);
  }
}
