package dev.quern.optimizer.statistics;

import dev.quern.plan.expressions.Literal;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.types.DataType;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What is guessed of a column of an operator's output.
 *
 * @param distinctCount number of distinct values, at least 1
 * @param nullFraction share of nulls, 0 to 1
 * @param min smallest value as a number, NaN = unknown
 * @param max largest value as a number, NaN = unknown
 * @param averageBytes mean width of a value
 */
public record ColumnEstimate(
    double distinctCount, double nullFraction, double min, double max, double averageBytes) {
  private static final double UNKNOWN_TEXT_BYTES = 20;
  private static final double UNKNOWN_NESTED_BYTES = 64;

  static ColumnEstimate of(ColumnStatistics statistics, DataType type, double rows) {
    double distinct = statistics.distinctCount();
    if (distinct < 0) {
      distinct = unknownDistinctCount(statistics, type, rows);
    }
    return new ColumnEstimate(
        Math.max(1, Math.min(distinct, rows)),
        Math.max(0, statistics.nullFraction()),
        number(statistics.min()),
        number(statistics.max()),
        statistics.averageBytes() > 0 ? statistics.averageBytes() : width(type));
  }

  /** Returns an estimate of a value of which only the type is known. */
  public static ColumnEstimate unknown(DataType type, double distinctCount) {
    return new ColumnEstimate(Math.max(1, distinctCount), 0, Double.NaN, Double.NaN, width(type));
  }

  static ColumnEstimate constant(Literal literal) {
    double value = number(literal);
    return new ColumnEstimate(1, literal.isNull() ? 1 : 0, value, value, width(literal.type()));
  }

  /** Returns the same estimate with another number of distinct values, at least 1. */
  public ColumnEstimate withDistinctCount(double newDistinctCount) {
    return new ColumnEstimate(Math.max(1, newDistinctCount), nullFraction, min, max, averageBytes);
  }

  ColumnEstimate withRange(double newMin, double newMax) {
    return new ColumnEstimate(distinctCount, nullFraction, newMin, newMax, averageBytes);
  }

  ColumnEstimate withNullFraction(double newNullFraction) {
    return new ColumnEstimate(distinctCount, newNullFraction, min, max, averageBytes);
  }

  boolean hasRange() {
    return !Double.isNaN(min) && !Double.isNaN(max);
  }

  /** Integers and dates can't have more values than their range has; otherwise a tenth of rows. */
  private static double unknownDistinctCount(
      ColumnStatistics statistics, DataType type, double rows) {
    double min = number(statistics.min());
    double max = number(statistics.max());
    boolean discrete = type instanceof DataType.IntegerType || type instanceof DataType.DateType;
    if (discrete && !Double.isNaN(min) && !Double.isNaN(max)) {
      return Math.min(max - min + 1, rows);
    }
    return type instanceof DataType.BooleanType ? 2 : Math.max(rows / 10, 1);
  }

  /** Returns the value on a line on which ranges are interpolated, NaN if it has no place there. */
  static double number(@Nullable Literal literal) {
    if (literal == null || literal.value() == null) {
      return Double.NaN;
    }
    Object value = literal.value();
    if (value instanceof BigDecimal decimal) {
      return decimal.doubleValue();
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text) {
      return textPosition(text);
    }
    return Double.NaN;
  }

  /** Reads the first characters as the digits of a number, so that texts are ordered by it. */
  private static double textPosition(String text) {
    double position = 0;
    double digit = 1;
    for (int i = 0; i < Math.min(text.length(), 6); i++) {
      digit /= 128;
      position += Math.min(text.charAt(i), 127) * digit;
    }
    return position;
  }

  static double width(DataType type) {
    if (type instanceof DataType.VarcharType || type instanceof DataType.VarbinaryType) {
      return UNKNOWN_TEXT_BYTES;
    }
    if (type.isNested()) {
      return UNKNOWN_NESTED_BYTES;
    }
    if (type instanceof DataType.IntegerType integer) {
      return integer.bits() / 8.0;
    }
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.isShort() ? 8 : 16;
    }
    if (type instanceof DataType.BooleanType) {
      return 1;
    }
    return type instanceof DataType.DateType || type instanceof DataType.FloatType ? 4 : 8;
  }
}
