package dev.quern.engine.values;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.util.Calendar;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Java values as constants of the plan; the class decides the type. */
public final class Literals {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private Literals() {}

  /**
   * Returns the constant; null is a NULL that fits every type.
   *
   * @throws QueryException UNSUPPORTED for values of another class, NUMERIC_OVERFLOW for decimals
   *     of more than 38 digits
   */
  public static Literal of(@Nullable Object value) {
    if (value == null) {
      return Literal.ofNull(DataTypes.NULL);
    }
    if (value instanceof Boolean bool) {
      return Literal.of(bool);
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return new Literal(((Number) value).longValue(), DataTypes.INTEGER);
    }
    if (value instanceof Long number) {
      return Literal.of(number);
    }
    if (value instanceof Double || value instanceof Float) {
      return Literal.of(((Number) value).doubleValue());
    }
    if (value instanceof BigInteger number) {
      return decimal(new BigDecimal(number));
    }
    if (value instanceof BigDecimal decimal) {
      return decimal(decimal);
    }
    if (value instanceof Enum<?> constant) {
      return Literal.of(constant.name());
    }
    if (value instanceof String || value instanceof UUID || value instanceof Character) {
      return Literal.of(value.toString());
    }
    if (value instanceof byte[] bytes) {
      return new Literal(ByteBuffer.wrap(bytes.clone()).asReadOnlyBuffer(), DataTypes.VARBINARY);
    }
    return temporal(value);
  }

  private static Literal decimal(BigDecimal value) {
    BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
    int precision = Math.max(plain.precision(), Math.max(1, plain.scale()));
    if (precision > DataType.DecimalType.MAX_PRECISION) {
      throw new QueryException(
          ErrorCode.NUMERIC_OVERFLOW,
          "Decimal parameter has too many digits: value=" + value + ", most=38");
    }
    return new Literal(plain, DataType.decimal(precision, plain.scale()));
  }

  private static Literal temporal(Object value) {
    if (value instanceof LocalDate date) {
      return new Literal(date.toEpochDay(), DataTypes.DATE);
    }
    if (value instanceof LocalTime time) {
      return new Literal(time.toNanoOfDay() / 1000, DataTypes.TIME);
    }
    if (value instanceof LocalDateTime timestamp) {
      return new Literal(micros(timestamp), DataTypes.TIMESTAMP);
    }
    if (value instanceof Instant instant) {
      return instant(instant);
    }
    if (value instanceof OffsetDateTime instant) {
      return instant(instant.toInstant());
    }
    if (value instanceof ZonedDateTime instant) {
      return instant(instant.toInstant());
    }
    if (value instanceof OffsetTime time) {
      return temporal(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalTime());
    }
    if (value instanceof Duration duration) {
      return new Literal(micros(duration), DataTypes.INTERVAL_DAY_TIME);
    }
    if (value instanceof Period period && period.equals(period.withDays(0))) {
      return new Literal(period.toTotalMonths(), DataTypes.INTERVAL_YEAR_MONTH);
    }
    if (value instanceof Calendar calendar) {
      return instant(calendar.toInstant());
    }
    return value instanceof java.util.Date date ? ofDate(date) : refused(value);
  }

  /** The classes of {@code java.sql} stand for what the clock showed in the JVM's time zone. */
  private static Literal ofDate(java.util.Date date) {
    if (date instanceof java.sql.Date day) {
      return temporal(day.toLocalDate());
    }
    if (date instanceof java.sql.Time time) {
      return temporal(time.toLocalTime());
    }
    if (date instanceof java.sql.Timestamp timestamp) {
      return temporal(timestamp.toLocalDateTime());
    }
    return instant(date.toInstant());
  }

  private static Literal refused(Object value) {
    throw new QueryException(
        ErrorCode.UNSUPPORTED, "Not supported: parameters of class " + value.getClass().getName());
  }

  private static Literal instant(Instant instant) {
    return new Literal(
        micros(LocalDateTime.ofInstant(instant, ZoneOffset.UTC)),
        DataTypes.TIMESTAMP_WITH_TIME_ZONE);
  }

  private static long micros(Duration duration) {
    return Math.addExact(
        Math.multiplyExact(duration.getSeconds(), MICROS_PER_SECOND), duration.getNano() / 1000);
  }

  /** Returns microseconds since 1970. */
  public static long micros(LocalDateTime timestamp) {
    return timestamp.toEpochSecond(ZoneOffset.UTC) * MICROS_PER_SECOND
        + timestamp.get(ChronoField.MICRO_OF_SECOND);
  }
}
