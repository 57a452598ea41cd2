package dev.quern.executor.expressions.functions.comparison;

import dev.quern.executor.expressions.values.Int128;
import dev.quern.executor.expressions.values.Int128Math;

/**
 * Compares decimals of different scales exactly: {@code upA} and {@code upB} are the digits by
 * which each is scaled up; one of them is 0.
 */
public final class ScaledComparisons {
  private ScaledComparisons() {}

  public static boolean equal(long highA, long lowA, long highB, long lowB, int upA, int upB) {
    return compare(highA, lowA, highB, lowB, upA, upB) == 0;
  }

  public static boolean notEqual(long highA, long lowA, long highB, long lowB, int upA, int upB) {
    return compare(highA, lowA, highB, lowB, upA, upB) != 0;
  }

  public static boolean less(long highA, long lowA, long highB, long lowB, int upA, int upB) {
    return compare(highA, lowA, highB, lowB, upA, upB) < 0;
  }

  public static boolean lessOrEqual(
      long highA, long lowA, long highB, long lowB, int upA, int upB) {
    return compare(highA, lowA, highB, lowB, upA, upB) <= 0;
  }

  public static boolean greater(long highA, long lowA, long highB, long lowB, int upA, int upB) {
    return compare(highA, lowA, highB, lowB, upA, upB) > 0;
  }

  public static boolean greaterOrEqual(
      long highA, long lowA, long highB, long lowB, int upA, int upB) {
    return compare(highA, lowA, highB, lowB, upA, upB) >= 0;
  }

  private static int compare(long highA, long lowA, long highB, long lowB, int upA, int upB) {
    Int128 scaled = new Int128();
    if (upA > 0) {
      // What does not fit 128 bits is beyond every decimal.
      return Int128Math.scaleUp(highA, lowA, upA, scaled)
          ? Int128Math.compare(scaled.high, scaled.low, highB, lowB)
          : highA < 0 ? -1 : 1;
    }
    return Int128Math.scaleUp(highB, lowB, upB, scaled)
        ? Int128Math.compare(highA, lowA, scaled.high, scaled.low)
        : highB < 0 ? 1 : -1;
  }
}
