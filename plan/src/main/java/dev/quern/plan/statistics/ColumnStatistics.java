package dev.quern.plan.statistics;

import dev.quern.plan.expressions.Literal;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a column.
 *
 * @param distinctCount estimated number of distinct values, negative = unknown
 * @param nullFraction share of nulls, 0 to 1, negative = unknown
 * @param min smallest value or a bound below it, null = unknown
 * @param max largest value or a bound above it, null = unknown
 * @param averageBytes mean width of a value, negative = unknown
 */
public record ColumnStatistics(
    double distinctCount,
    double nullFraction,
    @Nullable Literal min,
    @Nullable Literal max,
    double averageBytes) {
  public static final ColumnStatistics UNKNOWN = new ColumnStatistics(-1, -1, null, null, -1);
}
