package dev.quern.benchmarks.suites;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Compares a cell with the text that a suite expects for it. */
final class ExpectedCell {
  private static final double TOLERANCE = 1e-9;

  private ExpectedCell() {}

  /**
   * Returns whether a value is the expected one: texts are the same, numbers are equal after
   * rounding to the digits that the suite prints.
   *
   * @param isFloating whether the value is a floating-point number
   */
  static boolean matches(@Nullable String actual, String expected, boolean isFloating) {
    if (actual == null || actual.equals(expected)) {
      return actual != null;
    }
    BigDecimal number = number(actual);
    BigDecimal wanted = number(expected);
    if (number == null || wanted == null) {
      return false;
    }
    if (number.compareTo(wanted) == 0) {
      return true;
    }
    boolean isRounded = wanted.scale() > 0 && number.scale() > wanted.scale();
    if (isRounded && number.setScale(wanted.scale(), RoundingMode.HALF_UP).compareTo(wanted) == 0) {
      return true;
    }
    double distance = Math.abs(number.doubleValue() - wanted.doubleValue());
    return isFloating && distance <= TOLERANCE * Math.abs(wanted.doubleValue());
  }

  private static @Nullable BigDecimal number(String text) {
    if (!text.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?")) {
      return null;
    }
    return new BigDecimal(text);
  }
}
