package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataType.DateType;
import dev.quern.plan.types.DataType.DecimalType;
import dev.quern.plan.types.DataType.DoubleType;
import dev.quern.plan.types.DataType.FloatType;
import dev.quern.plan.types.DataType.IntegerType;
import dev.quern.plan.types.DataType.IntervalType;
import dev.quern.plan.types.DataType.TimeType;
import dev.quern.plan.types.DataType.TimestampType;
import dev.quern.plan.types.DataType.TimestampWithTimeZoneType;
import dev.quern.plan.types.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Order keys plus an offset, compared with other keys. The values given to it are not null. */
interface RangeKey {
  long MICROS_PER_DAY = 86_400_000_000L;

  /** Makes the key of a row plus the offset what others are compared with. */
  void moveTo(ColumnAddresses keys, int row);

  /** Compares a key with that sum. */
  int compare(ColumnAddresses keys, int row);

  /**
   * Returns the arithmetic of a key's type.
   *
   * @param sign 1 = the offset is added, -1 = it is subtracted
   * @param isLowerBound whether keys at or above the sum are looked for, else at or below; decides
   *     how an offset with more digits than the key is rounded without changing the answer
   * @throws QueryException TYPE_MISMATCH if the key takes no such offset
   */
  static RangeKey create(Field field, Literal offset, int sign, boolean isLowerBound) {
    DataType type = field.type();
    if (type instanceof FloatType || type instanceof DoubleType) {
      return new FloatingPoint(sign * number(field, offset).doubleValue());
    }
    if (offset.type() instanceof IntervalType interval) {
      return ofInterval(field, interval, sign * (long) (Long) value(field, offset));
    }
    RoundingMode rounding = isLowerBound ? RoundingMode.CEILING : RoundingMode.FLOOR;
    BigDecimal distance = number(field, offset).multiply(BigDecimal.valueOf(sign));
    if (type instanceof DecimalType decimal) {
      BigInteger unscaled = distance.setScale(decimal.scale(), rounding).unscaledValue();
      return new WholeNumber(unscaled);
    }
    if (type instanceof IntegerType || type instanceof DateType) {
      return new WholeNumber(distance.setScale(0, rounding).unscaledValue());
    }
    throw mismatch(field, offset);
  }

  private static RangeKey ofInterval(Field field, IntervalType interval, long distance) {
    DataType type = field.type();
    boolean isDate = type instanceof DateType;
    boolean isTimestamp =
        type instanceof TimestampType || type instanceof TimestampWithTimeZoneType;
    if (interval.kind() == IntervalType.Kind.YEAR_MONTH && (isDate || isTimestamp)) {
      return new Months(isDate, distance);
    }
    if (interval.equals(type) || isTimestamp || type instanceof TimeType) {
      return new WholeNumber(BigInteger.valueOf(distance));
    }
    if (isDate) {
      return new DateByMicros(distance);
    }
    throw mismatch(field, new Literal(distance, interval));
  }

  private static BigDecimal number(Field field, Literal offset) {
    Object value = value(field, offset);
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof Double number) {
      return new BigDecimal(number);
    }
    if (value instanceof Long number) {
      return BigDecimal.valueOf(number);
    }
    throw mismatch(field, offset);
  }

  private static Object value(Field field, Literal offset) {
    Object value = offset.value();
    if (value == null) {
      throw mismatch(field, offset);
    }
    return value;
  }

  private static QueryException mismatch(Field field, Literal offset) {
    return new QueryException(
        ErrorCode.TYPE_MISMATCH,
        "RANGE offset does not fit the ORDER BY key: key="
            + field.name()
            + ", type="
            + field.type().sqlName()
            + ", offset type="
            + offset.type().sqlName());
  }

  /** Integers, decimals and what is stored as such, in 128 bits; a sum beyond them is an end. */
  final class WholeNumber implements RangeKey {
    private final long distanceLow;
    private final long distanceHigh;
    private long boundLow;
    private long boundHigh;

    WholeNumber(BigInteger distance) {
      BigInteger most = BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);
      BigInteger capped = distance.min(most).max(most.negate());
      this.distanceLow = capped.longValue();
      this.distanceHigh = capped.shiftRight(64).longValueExact();
    }

    @Override
    public void moveTo(ColumnAddresses keys, int row) {
      long low = keys.longAt(row);
      long high = keys.highAt(row);
      boundLow = low + distanceLow;
      long carry = Long.compareUnsigned(boundLow, low) < 0 ? 1 : 0;
      boundHigh = high + distanceHigh + carry;
      boolean overflows = ((high ^ boundHigh) & (distanceHigh ^ boundHigh)) < 0;
      if (overflows) {
        boundLow = high < 0 ? 0 : -1;
        boundHigh = high < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
    }

    @Override
    public int compare(ColumnAddresses keys, int row) {
      int order = Long.compare(keys.highAt(row), boundHigh);
      return order != 0 ? order : Long.compareUnsigned(keys.longAt(row), boundLow);
    }
  }

  /** Floats and doubles; NaN is its own neighbour only. */
  final class FloatingPoint implements RangeKey {
    private final double distance;
    private double bound;

    FloatingPoint(double distance) {
      this.distance = distance;
    }

    @Override
    public void moveTo(ColumnAddresses keys, int row) {
      bound = keys.doubleAt(row) + distance;
    }

    @Override
    public int compare(ColumnAddresses keys, int row) {
      double key = keys.doubleAt(row);
      return key == bound ? 0 : Double.compare(key, bound);
    }
  }

  /** Dates and an offset that may be less than a day. */
  final class DateByMicros implements RangeKey {
    private final long distance;
    private long bound;

    DateByMicros(long distance) {
      this.distance = distance;
    }

    @Override
    public void moveTo(ColumnAddresses keys, int row) {
      bound = saturatedSum(keys.longAt(row) * MICROS_PER_DAY, distance);
    }

    @Override
    public int compare(ColumnAddresses keys, int row) {
      return Long.compare(keys.longAt(row) * MICROS_PER_DAY, bound);
    }

    private static long saturatedSum(long left, long right) {
      long sum = left + right;
      boolean overflows = ((left ^ sum) & (right ^ sum)) < 0;
      return overflows ? (left < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
  }

  /** Dates or timestamps and a number of calendar months. */
  final class Months implements RangeKey {
    private final boolean isDate;
    private final long distance;
    private long bound;

    Months(boolean isDate, long distance) {
      this.isDate = isDate;
      this.distance = distance;
    }

    @Override
    public void moveTo(ColumnAddresses keys, int row) {
      long key = keys.longAt(row);
      if (isDate) {
        bound = LocalDate.ofEpochDay(key).plusMonths(distance).toEpochDay();
        return;
      }
      Instant instant = Instant.EPOCH.plus(key, ChronoUnit.MICROS);
      LocalDateTime moved = LocalDateTime.ofInstant(instant, ZoneOffset.UTC).plusMonths(distance);
      bound = ChronoUnit.MICROS.between(Instant.EPOCH, moved.toInstant(ZoneOffset.UTC));
    }

    @Override
    public int compare(ColumnAddresses keys, int row) {
      return Long.compare(keys.longAt(row), bound);
    }
  }
}
