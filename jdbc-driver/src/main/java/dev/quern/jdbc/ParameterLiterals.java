package dev.quern.jdbc;

import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Parameter values as constants of the plan; the class decides the type. */
final class ParameterLiterals {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private ParameterLiterals() {}

  /** Returns the constant; null is a NULL that fits every type. */
  static Literal of(@Nullable Object value) throws SQLException {
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
    if (value instanceof String || value instanceof UUID || value instanceof Character) {
      return Literal.of(value.toString());
    }
    if (value instanceof byte[] bytes) {
      return new Literal(ByteBuffer.wrap(bytes.clone()).asReadOnlyBuffer(), DataTypes.VARBINARY);
    }
    return temporal(value);
  }

  private static Literal decimal(BigDecimal value) throws SQLException {
    BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
    int precision = Math.max(plain.precision(), Math.max(1, plain.scale()));
    if (precision > DataType.DecimalType.MAX_PRECISION) {
      throw SqlErrors.invalid(
          "Decimal parameter has too many digits: value=" + value + ", most=38");
    }
    return new Literal(plain, DataType.decimal(precision, plain.scale()));
  }

  private static Literal temporal(Object value) throws SQLException {
    if (value instanceof Date date) {
      return new Literal(date.toLocalDate().toEpochDay(), DataTypes.DATE);
    }
    if (value instanceof LocalDate date) {
      return new Literal(date.toEpochDay(), DataTypes.DATE);
    }
    if (value instanceof Time time) {
      return new Literal(time.toLocalTime().toNanoOfDay() / 1000, DataTypes.TIME);
    }
    if (value instanceof LocalTime time) {
      return new Literal(time.toNanoOfDay() / 1000, DataTypes.TIME);
    }
    if (value instanceof Timestamp timestamp) {
      return new Literal(micros(timestamp.toLocalDateTime()), DataTypes.TIMESTAMP);
    }
    if (value instanceof LocalDateTime timestamp) {
      return new Literal(micros(timestamp), DataTypes.TIMESTAMP);
    }
    if (value instanceof java.util.Date date) {
      return instant(date.toInstant());
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
    throw SqlErrors.unsupported("parameters of class " + value.getClass().getName());
  }

  private static Literal instant(Instant instant) {
    return new Literal(
        micros(LocalDateTime.ofInstant(instant, ZoneOffset.UTC)),
        DataTypes.TIMESTAMP_WITH_TIME_ZONE);
  }

  private static long micros(LocalDateTime timestamp) {
    return timestamp.toEpochSecond(ZoneOffset.UTC) * MICROS_PER_SECOND
        + timestamp.get(ChronoField.MICRO_OF_SECOND);
  }

  /** Returns the type of a set parameter; one that is not set counts as text. */
  static DataType typeOf(@Nullable Literal literal) {
    return literal == null || literal.type() instanceof DataType.NullType
        ? DataTypes.VARCHAR
        : literal.type();
  }
}
