package dev.quern.executor.expressions.functions.math;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Floating-point arithmetic. The {@code ...Float} methods round to what a FLOAT can hold. */
public final class Doubles {
  private static final double LN_2 = Math.log(2);

  private Doubles() {}

  public static double add(double a, double b) {
    return a + b;
  }

  public static double subtract(double a, double b) {
    return a - b;
  }

  public static double multiply(double a, double b) {
    return a * b;
  }

  public static double divide(double a, double b) {
    if (b == 0) {
      throw divisionByZero(a, "/");
    }
    return a / b;
  }

  public static double modulo(double a, double b) {
    if (b == 0) {
      throw divisionByZero(a, "%");
    }
    return a % b;
  }

  public static double negate(double a) {
    return -a;
  }

  public static double addFloat(double a, double b) {
    return (float) (a + b);
  }

  public static double subtractFloat(double a, double b) {
    return (float) (a - b);
  }

  public static double multiplyFloat(double a, double b) {
    return (float) (a * b);
  }

  public static double divideFloat(double a, double b) {
    return (float) divide(a, b);
  }

  public static double moduloFloat(double a, double b) {
    return (float) modulo(a, b);
  }

  public static double absolute(double a) {
    return Math.abs(a);
  }

  public static long signOf(double a) {
    return (long) Math.signum(a);
  }

  public static double pi() {
    return Math.PI;
  }

  public static double floor(double a) {
    return Math.floor(a);
  }

  public static double ceiling(double a) {
    return Math.ceil(a);
  }

  /** Rounds half away from zero. */
  public static double round(double a) {
    if (Math.abs(a) >= 0x1p52 || Double.isNaN(a)) {
      return a;
    }
    double down = Math.floor(Math.abs(a));
    return Math.copySign(Math.abs(a) - down >= 0.5 ? down + 1 : down, a);
  }

  /** Rounds the decimal text of the number half away from zero to {@code digits} places. */
  public static double round(double a, long digits) {
    if (digits == 0) {
      return round(a);
    }
    return roundDecimal(a, digits, RoundingMode.HALF_UP);
  }

  public static double truncate(double a) {
    return a < 0 ? Math.ceil(a) : Math.floor(a);
  }

  public static double truncate(double a, long digits) {
    return digits == 0 ? truncate(a) : roundDecimal(a, digits, RoundingMode.DOWN);
  }

  // The detour over decimal digits makes round(2.675, 2) what people expect of the digits they see.
  private static double roundDecimal(double a, long digits, RoundingMode mode) {
    if (digits > 340 || a == 0 || Double.isNaN(a) || Double.isInfinite(a)) {
      return a;
    }
    if (digits < -309) {
      return 0;
    }
    return BigDecimal.valueOf(a).setScale((int) digits, mode).doubleValue();
  }

  public static double squareRoot(double a) {
    if (a < 0) {
      throw domain("sqrt", a, "a number that is not negative");
    }
    return Math.sqrt(a);
  }

  public static double cubeRoot(double a) {
    return Math.cbrt(a);
  }

  public static double power(double a, double b) {
    if (a == 0 && b < 0) {
      throw domain("power", b, "an exponent that is not negative, as the base is 0");
    }
    if (a < 0 && b != Math.rint(b)) {
      throw domain("power", b, "a whole exponent, as the base is negative");
    }
    return finite(Math.pow(a, b), "power", a, b);
  }

  public static double exponential(double a) {
    return finite(Math.exp(a), "exp", a, a);
  }

  public static double naturalLogarithm(double a) {
    checkPositive("ln", a);
    return Math.log(a);
  }

  public static double decimalLogarithm(double a) {
    checkPositive("log10", a);
    return Math.log10(a);
  }

  public static double binaryLogarithm(double a) {
    checkPositive("log2", a);
    int exponent = Math.getExponent(a);
    // Exact for powers of two.
    return a == Math.scalb(1.0, exponent) ? exponent : Math.log(a) / LN_2;
  }

  /** Returns the logarithm of {@code a} to the base {@code base}. */
  public static double logarithm(double base, double a) {
    checkPositive("log", base);
    checkPositive("log", a);
    double divisor = Math.log(base);
    if (divisor == 0) {
      throw domain("log", base, "a base other than 1");
    }
    return Math.log(a) / divisor;
  }

  public static double sine(double a) {
    return Math.sin(a);
  }

  public static double cosine(double a) {
    return Math.cos(a);
  }

  public static double tangent(double a) {
    return Math.tan(a);
  }

  public static double cotangent(double a) {
    double tangent = Math.tan(a);
    if (tangent == 0) {
      throw divisionByZero(1, "/");
    }
    return 1 / tangent;
  }

  public static double arcSine(double a) {
    checkUnit("asin", a);
    return Math.asin(a);
  }

  public static double arcCosine(double a) {
    checkUnit("acos", a);
    return Math.acos(a);
  }

  public static double arcTangent(double a) {
    return Math.atan(a);
  }

  public static double arcTangent2(double y, double x) {
    return Math.atan2(y, x);
  }

  public static double hyperbolicSine(double a) {
    return Math.sinh(a);
  }

  public static double hyperbolicCosine(double a) {
    return Math.cosh(a);
  }

  public static double hyperbolicTangent(double a) {
    return Math.tanh(a);
  }

  public static double degrees(double a) {
    return Math.toDegrees(a);
  }

  public static double radians(double a) {
    return Math.toRadians(a);
  }

  public static boolean isNaN(double a) {
    return Double.isNaN(a);
  }

  public static boolean isInfinite(double a) {
    return Double.isInfinite(a);
  }

  private static double finite(double result, String function, double a, double b) {
    if (Double.isInfinite(result) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
      throw new QueryException(
          ErrorCode.NUMERIC_OVERFLOW,
          "Result is too large for a DOUBLE: function=" + function + ", value=" + a);
    }
    return result;
  }

  private static void checkPositive(String function, double a) {
    if (a <= 0) {
      throw domain(function, a, "a positive number");
    }
  }

  private static void checkUnit(String function, double a) {
    if (a < -1 || a > 1) {
      throw domain(function, a, "a number from -1 to 1");
    }
  }

  private static QueryException domain(String function, double a, String expected) {
    return new QueryException(
        ErrorCode.INVALID_ARGUMENT,
        "Function is not defined for the value: function="
            + function
            + ", value="
            + a
            + ", expected "
            + expected);
  }

  private static QueryException divisionByZero(double a, String operator) {
    return new QueryException(
        ErrorCode.DIVISION_BY_ZERO, "Division by zero: value=" + a + " " + operator + " 0");
  }
}
