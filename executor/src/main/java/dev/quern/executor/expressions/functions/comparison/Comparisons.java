package dev.quern.executor.expressions.functions.comparison;

import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.expressions.values.Int128Math;

/**
 * The six comparisons for each kind of value. FALSE is less than TRUE. NaN equals NaN and is
 * greater than every other number, as in PostgreSQL, so that sorting and comparing agree. Byte
 * ranges compare as unsigned bytes. One table of small cases, hence its length.
 */
public final class Comparisons {
  private Comparisons() {}

  public static boolean equal(long a, long b) {
    return a == b;
  }

  public static boolean equal(double a, double b) {
    return a == b || (Double.isNaN(a) && Double.isNaN(b));
  }

  public static boolean equal(boolean a, boolean b) {
    return a == b;
  }

  public static boolean equal(long highA, long lowA, long highB, long lowB) {
    return highA == highB && lowA == lowB;
  }

  public static boolean equal(long a, int lengthA, long b, int lengthB) {
    return Bytes.equal(a, lengthA, b, lengthB);
  }

  public static boolean notEqual(long a, long b) {
    return a != b;
  }

  public static boolean notEqual(double a, double b) {
    return !equal(a, b);
  }

  public static boolean notEqual(boolean a, boolean b) {
    return a != b;
  }

  public static boolean notEqual(long highA, long lowA, long highB, long lowB) {
    return highA != highB || lowA != lowB;
  }

  public static boolean notEqual(long a, int lengthA, long b, int lengthB) {
    return !Bytes.equal(a, lengthA, b, lengthB);
  }

  public static boolean less(long a, long b) {
    return a < b;
  }

  public static boolean less(double a, double b) {
    return a < b || (Double.isNaN(b) && !Double.isNaN(a));
  }

  public static boolean less(boolean a, boolean b) {
    return !a && b;
  }

  public static boolean less(long highA, long lowA, long highB, long lowB) {
    return Int128Math.compare(highA, lowA, highB, lowB) < 0;
  }

  public static boolean less(long a, int lengthA, long b, int lengthB) {
    return Bytes.compare(a, lengthA, b, lengthB) < 0;
  }

  public static boolean lessOrEqual(long a, long b) {
    return a <= b;
  }

  public static boolean lessOrEqual(double a, double b) {
    return a <= b || Double.isNaN(b);
  }

  public static boolean lessOrEqual(boolean a, boolean b) {
    return !a || b;
  }

  public static boolean lessOrEqual(long highA, long lowA, long highB, long lowB) {
    return Int128Math.compare(highA, lowA, highB, lowB) <= 0;
  }

  public static boolean lessOrEqual(long a, int lengthA, long b, int lengthB) {
    return Bytes.compare(a, lengthA, b, lengthB) <= 0;
  }

  public static boolean greater(long a, long b) {
    return a > b;
  }

  public static boolean greater(double a, double b) {
    return a > b || (Double.isNaN(a) && !Double.isNaN(b));
  }

  public static boolean greater(boolean a, boolean b) {
    return a && !b;
  }

  public static boolean greater(long highA, long lowA, long highB, long lowB) {
    return Int128Math.compare(highA, lowA, highB, lowB) > 0;
  }

  public static boolean greater(long a, int lengthA, long b, int lengthB) {
    return Bytes.compare(a, lengthA, b, lengthB) > 0;
  }

  public static boolean greaterOrEqual(long a, long b) {
    return a >= b;
  }

  public static boolean greaterOrEqual(double a, double b) {
    return a >= b || Double.isNaN(a);
  }

  public static boolean greaterOrEqual(boolean a, boolean b) {
    return a || !b;
  }

  public static boolean greaterOrEqual(long highA, long lowA, long highB, long lowB) {
    return Int128Math.compare(highA, lowA, highB, lowB) >= 0;
  }

  public static boolean greaterOrEqual(long a, int lengthA, long b, int lengthB) {
    return Bytes.compare(a, lengthA, b, lengthB) >= 0;
  }
}
