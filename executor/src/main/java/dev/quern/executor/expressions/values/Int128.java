package dev.quern.executor.expressions.values;

/** Receives a 128-bit integer in two's complement. */
public final class Int128 {
  public long high;
  public long low;

  public void set(long newHigh, long newLow) {
    high = newHigh;
    low = newLow;
  }

  /** Sets the sign-extended {@code value}. */
  public void set(long value) {
    high = value >> 63;
    low = value;
  }
}
