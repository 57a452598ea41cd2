package dev.quern.executor.expressions.functions.math;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;

/**
 * Integer arithmetic. A result outside the type's {@code bits} is an error. Operands are within
 * their type, so only the 64-bit case can overflow a {@code long}.
 */
public final class Integers {
  private Integers() {}

  public static long add(long a, long b, int bits) {
    long result = a + b;
    if (((a ^ result) & (b ^ result)) < 0 || !fits(result, bits)) {
      throw overflow(a, "+", b, bits);
    }
    return result;
  }

  public static long subtract(long a, long b, int bits) {
    long result = a - b;
    if (((a ^ b) & (a ^ result)) < 0 || !fits(result, bits)) {
      throw overflow(a, "-", b, bits);
    }
    return result;
  }

  public static long multiply(long a, long b, int bits) {
    long result = a * b;
    if (Math.multiplyHigh(a, b) != result >> 63 || !fits(result, bits)) {
      throw overflow(a, "*", b, bits);
    }
    return result;
  }

  public static long divide(long a, long b, int bits) {
    if (b == 0) {
      throw divisionByZero(a, "/");
    }
    long result = a / b;
    if ((a & b & result) < 0 || !fits(result, bits)) {
      throw overflow(a, "/", b, bits);
    }
    return result;
  }

  public static long modulo(long a, long b) {
    if (b == 0) {
      throw divisionByZero(a, "%");
    }
    return a % b;
  }

  public static long negate(long a, int bits) {
    return subtract(0, a, bits);
  }

  public static long absolute(long a, int bits) {
    return a < 0 ? subtract(0, a, bits) : a;
  }

  /** Returns the value as it is: a whole number is rounded already. */
  public static long same(long a) {
    return a;
  }

  public static long sign(long a) {
    return Long.signum(a);
  }

  public static long bitAnd(long a, long b) {
    return a & b;
  }

  public static long bitOr(long a, long b) {
    return a | b;
  }

  public static long bitXor(long a, long b) {
    return a ^ b;
  }

  public static long bitNot(long a) {
    return ~a;
  }

  /** Shifts a BIGINT; bits that fall out are an error, as they would change the value. */
  public static long shiftLeft(long a, long distance) {
    if (distance < 0 || distance > 63 || a << distance >> distance != a) {
      if (a == 0 && distance >= 0) {
        return 0;
      }
      throw overflow(a, "<<", distance, 64);
    }
    return a << distance;
  }

  public static long shiftRight(long a, long distance) {
    if (distance < 0) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "Negative shift: " + a + " >> " + distance);
    }
    return a >> Math.min(distance, 63);
  }

  public static long bitCount(long a, int bits) {
    return Long.bitCount(bits == 64 ? a : a & ((1L << bits) - 1));
  }

  /** Returns the greatest common divisor. */
  public static long greatestCommonDivisor(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return x < 0 ? subtract(0, x, 64) : x;
  }

  /** Returns the least common multiple. */
  public static long leastCommonMultiple(long a, long b) {
    if (a == 0 || b == 0) {
      return 0;
    }
    return absolute(multiply(a / greatestCommonDivisor(a, b), b, 64), 64);
  }

  public static long factorial(long n) {
    if (n < 0 || n > 20) {
      throw new QueryException(
          n < 0 ? ErrorCode.INVALID_ARGUMENT : ErrorCode.NUMERIC_OVERFLOW,
          "Factorial out of range: value=" + n + ", expected 0 to 20");
    }
    long result = 1;
    for (int i = 2; i <= n; i++) {
      result *= i;
    }
    return result;
  }

  /** Rounds half away from zero to a multiple of ten to the power of {@code -digits}. */
  public static long round(long a, long digits, int bits) {
    if (digits >= 0) {
      return a;
    }
    if (digits < -18) {
      return 0;
    }
    long unit = power(-digits);
    long rest = a % unit;
    long down = a - rest;
    if (Math.abs(rest) < unit - Math.abs(rest)) {
      return down;
    }
    return add(down, a < 0 ? -unit : unit, bits);
  }

  /** Rounds towards zero to a multiple of ten to the power of {@code -digits}. */
  public static long truncate(long a, long digits) {
    if (digits >= 0) {
      return a;
    }
    return digits < -18 ? 0 : a - a % power(-digits);
  }

  private static long power(long exponent) {
    long power = 1;
    for (long i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }

  private static boolean fits(long value, int bits) {
    return value << (64 - bits) >> (64 - bits) == value;
  }

  private static QueryException overflow(long a, String operator, long b, int bits) {
    return new QueryException(
        ErrorCode.NUMERIC_OVERFLOW,
        "Integer overflow: value=" + a + " " + operator + " " + b + ", type=" + typeName(bits));
  }

  private static QueryException divisionByZero(long a, String operator) {
    return new QueryException(
        ErrorCode.DIVISION_BY_ZERO, "Division by zero: value=" + a + " " + operator + " 0");
  }

  private static String typeName(int bits) {
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
}
