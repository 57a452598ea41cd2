package dev.quern.benchmarks.queries;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares two answers cell by cell: exact where both columns are exact, else within a relative
 * difference, {@value #TOLERANCE} by default. Rows are compared in order if the query orders them,
 * else as a multiset.
 */
public final class AnswerComparison {
  private static final double TOLERANCE = 1e-9;

  private AnswerComparison() {}

  /** Returns the first difference in words, or empty if the answers agree. */
  public static Optional<String> difference(Answer actual, Answer expected, boolean isOrdered) {
    return difference(actual, expected, isOrdered, TOLERANCE);
  }

  /**
   * Returns the first difference in words, or empty if the answers agree.
   *
   * @param tolerance by how much, relatively, floating-point numbers may differ
   */
  public static Optional<String> difference(
      Answer actual, Answer expected, boolean isOrdered, double tolerance) {
    if (actual.floating().size() != expected.floating().size()) {
      return Optional.of(
          actual.floating().size() + " columns instead of " + expected.floating().size());
    }
    if (actual.rows().size() != expected.rows().size()) {
      return Optional.of(actual.rows().size() + " rows instead of " + expected.rows().size());
    }
    List<List<@Nullable String>> actualRows = isOrdered ? actual.rows() : sorted(actual.rows());
    List<List<@Nullable String>> expectedRows =
        isOrdered ? expected.rows() : sorted(expected.rows());
    for (int row = 0; row < actualRows.size(); row++) {
      for (int column = 0; column < actual.floating().size(); column++) {
        String cell = actualRows.get(row).get(column);
        String wanted = expectedRows.get(row).get(column);
        boolean isFloating = actual.floating().get(column) || expected.floating().get(column);
        if (!isEqual(cell, wanted, isFloating ? tolerance : 0)) {
          return Optional.of(
              "row "
                  + (row + 1)
                  + ", column "
                  + (column + 1)
                  + ": "
                  + cell
                  + " instead of "
                  + wanted);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Sorts by text; floating-point cells last, so that tiny differences in them do not change the
   * order.
   */
  private static List<List<@Nullable String>> sorted(List<List<@Nullable String>> rows) {
    List<List<@Nullable String>> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparing(AnswerComparison::sortText));
    return sorted;
  }

  private static String sortText(List<@Nullable String> row) {
    StringBuilder text = new StringBuilder();
    for (String cell : row) {
      text.append(cell == null ? "\u0000" : canonical(cell)).append('\u0001');
    }
    return text.toString();
  }

  private static String canonical(String cell) {
    BigDecimal number = number(cell);
    return number == null ? cell : number.stripTrailingZeros().toPlainString();
  }

  private static boolean isEqual(
      @Nullable String actual, @Nullable String expected, double tolerance) {
    if (actual == null || expected == null) {
      return actual == null && expected == null;
    }
    if (actual.equals(expected)) {
      return true;
    }
    BigDecimal actualNumber = number(actual);
    BigDecimal expectedNumber = number(expected);
    if (actualNumber == null || expectedNumber == null) {
      return false;
    }
    if (tolerance == 0) {
      return actualNumber.compareTo(expectedNumber) == 0;
    }
    double a = actualNumber.doubleValue();
    double b = expectedNumber.doubleValue();
    return Math.abs(a - b) <= tolerance * Math.max(1e-300, Math.max(Math.abs(a), Math.abs(b)));
  }

  private static @Nullable BigDecimal number(String text) {
    if (text.isEmpty() || "+-.0123456789".indexOf(text.charAt(0)) < 0) {
      return null;
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      // A date or another text that begins with a digit.
      return null;
    }
  }
}
