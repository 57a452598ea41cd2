package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.DateText;
import dev.quern.executor.formats.text.NumberText;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.types.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers what sampled values say about a column. */
final class ColumnSample {
  private final DataType type;
  private final CsvOptions options;
  private final NumberText number = new NumberText();

  /** How often each value occurred, by its hash. */
  private final Map<Long, Integer> occurrences = new HashMap<>();

  private long values;
  private long nulls;
  private long bytes;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;

  ColumnSample(DataType type, CsvOptions options) {
    this.type = type;
    this.options = options;
  }

  void addNull() {
    nulls++;
  }

  void add(long start, long end) {
    values++;
    bytes += end - start;
    occurrences.merge(hash(start, end), 1, Integer::sum);
    double value = position(start, end);
    if (!Double.isNaN(value)) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }

  /**
   * Returns estimates for the whole table.
   *
   * @param isComplete whether the sample is all there is
   */
  ColumnStatistics estimate(double tableRows, boolean isComplete) {
    if (values + nulls == 0) {
      return new ColumnStatistics(isComplete ? 0 : -1, -1, null, null, -1);
    }
    double nullFraction = (double) nulls / (values + nulls);
    double present = tableRows * (1 - nullFraction);
    double margin = isComplete ? 0 : Math.max(1, most - least) * 0.05;
    return new ColumnStatistics(
        isComplete ? occurrences.size() : distinct(present),
        nullFraction,
        values == 0 ? null : bound(Math.floor(least - margin)),
        values == 0 ? null : bound(Math.ceil(most + margin)),
        values == 0 ? 0 : (double) bytes / values);
  }

  /**
   * Scales the sample's distinct values up: if nearly all values are different, so are the table's;
   * if none occurs once only, there are no others. In between: Duj1 of Haas and Stokes.
   */
  private double distinct(double tableValues) {
    double once = 0;
    for (int count : occurrences.values()) {
      once += count == 1 ? 1 : 0;
    }
    double seen = occurrences.size();
    double share = Math.min(1, values / Math.max(1, tableValues));
    double estimate = seen / (1 - (1 - share) * once / Math.max(1, values));
    return Math.max(seen, Math.min(Math.max(1, tableValues), estimate));
  }

  private @Nullable Literal bound(double value) {
    if (Double.isInfinite(value) || Double.isNaN(value)) {
      return null;
    }
    if (type instanceof DataType.DoubleType || type instanceof DataType.FloatType) {
      return new Literal(value, type);
    }
    if (type instanceof DataType.DecimalType decimal) {
      BigInteger limit = BigInteger.TEN.pow(decimal.precision()).subtract(BigInteger.ONE);
      BigInteger unscaled = new BigDecimal(value).toBigInteger().min(limit).max(limit.negate());
      return new Literal(new BigDecimal(unscaled, decimal.scale()), type);
    }
    return new Literal((long) value, type);
  }

  /** Returns where the value stands in the order of its type, NaN if the type has no bounds. */
  private double position(long start, long end) {
    if (type instanceof DataType.IntegerType
        || type instanceof DataType.DoubleType
        || type instanceof DataType.FloatType) {
      boolean isNumber = number.readDouble(start, end, options.decimalSeparator());
      return isNumber && Double.isFinite(number.number()) ? number.number() : Double.NaN;
    }
    if (type instanceof DataType.DecimalType decimal) {
      boolean isNumber = number.readDouble(start, end, options.decimalSeparator());
      return isNumber ? number.number() * Math.pow(10, decimal.scale()) : Double.NaN;
    }
    if (type instanceof DataType.DateType) {
      DatePattern pattern = DatePattern.of(options, CsvOption.DATE_FORMAT);
      return orNaN(pattern == null ? DateText.readDate(start, end) : pattern.readDate(start, end));
    }
    if (type instanceof DataType.TimestampType) {
      DatePattern pattern = DatePattern.of(options, CsvOption.TIMESTAMP_FORMAT);
      return orNaN(
          pattern == null ? DateText.readTimestamp(start, end) : pattern.readTimestamp(start, end));
    }
    return Double.NaN;
  }

  private static double orNaN(long value) {
    return value == DateText.INVALID ? Double.NaN : value;
  }

  private static long hash(long start, long end) {
    long hash = 0xCBF29CE484222325L;
    for (long address = start; address < end; address++) {
      hash = (hash ^ dev.quern.executor.memory.Memory.getByte(address)) * 0x100000001B3L;
    }
    return hash;
  }
}
