package dev.quern.jdbc;

import dev.quern.engine.results.ValueText;
import dev.quern.plan.errors.ErrorCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns the engine's Java values into what a caller of {@code getXxx} asks for (JDBC 4.3, table
 * B-6).
 */
final class Conversions {
  private Conversions() {}

  /** Returns the value as {@code getObject} without a class gives it. */
  static Object toDefault(Object value) {
    if (value instanceof Byte || value instanceof Short) {
      return ((Number) value).intValue();
    }
    if (value instanceof LocalDate date) {
      return Date.valueOf(date);
    }
    if (value instanceof LocalTime time) {
      return Time.valueOf(time);
    }
    if (value instanceof LocalDateTime timestamp) {
      return Timestamp.valueOf(timestamp);
    }
    return value;
  }

  static boolean toBoolean(Object value) throws SQLException {
    if (value instanceof Boolean bool) {
      return bool;
    }
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    switch (value.toString().strip().toLowerCase(Locale.ROOT)) {
      case "true":
      case "t":
      case "1":
      case "yes":
        return true;
      case "false":
      case "f":
      case "0":
      case "no":
        return false;
      default:
        throw cannot(value, "BOOLEAN");
    }
  }

  static BigDecimal toDecimal(Object value) throws SQLException {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof Boolean bool) {
      return bool ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    if (value instanceof Number || value instanceof String) {
      try {
        return new BigDecimal(value.toString().strip());
      } catch (NumberFormatException e) {
        throw cannot(value, "DECIMAL");
      }
    }
    throw cannot(value, "DECIMAL");
  }

  /** Returns the whole number, without its fraction, if it lies in [{@code min}, {@code max}]. */
  static long toLong(Object value, long min, long max) throws SQLException {
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      long number = ((Number) value).longValue();
      if (number >= min && number <= max) {
        return number;
      }
    }
    if (value instanceof Double number && !Double.isFinite(number)) {
      throw cannot(value, "a whole number");
    }
    BigInteger whole = toDecimal(value).toBigInteger();
    if (whole.compareTo(BigInteger.valueOf(min)) < 0
        || whole.compareTo(BigInteger.valueOf(max)) > 0) {
      throw new SQLException(
          "Number is out of range: value=" + value + ", least=" + min + ", most=" + max,
          ErrorCode.NUMERIC_OVERFLOW.sqlState());
    }
    return whole.longValue();
  }

  static double toDouble(Object value) throws SQLException {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text) {
      try {
        return Double.parseDouble(text.strip());
      } catch (NumberFormatException e) {
        throw cannot(value, "DOUBLE");
      }
    }
    return toDecimal(value).doubleValue();
  }

  static LocalDate toDate(Object value) throws SQLException {
    if (value instanceof LocalDate date) {
      return date;
    }
    if (value instanceof LocalDateTime timestamp) {
      return timestamp.toLocalDate();
    }
    if (value instanceof OffsetDateTime instant) {
      return instant.toLocalDate();
    }
    try {
      return LocalDate.parse(value.toString().strip());
    } catch (DateTimeParseException e) {
      throw cannot(value, "DATE");
    }
  }

  static LocalTime toTime(Object value) throws SQLException {
    if (value instanceof LocalTime time) {
      return time;
    }
    if (value instanceof LocalDateTime timestamp) {
      return timestamp.toLocalTime();
    }
    if (value instanceof OffsetDateTime instant) {
      return instant.toLocalTime();
    }
    try {
      return LocalTime.parse(value.toString().strip());
    } catch (DateTimeParseException e) {
      throw cannot(value, "TIME");
    }
  }

  static LocalDateTime toTimestamp(Object value) throws SQLException {
    if (value instanceof LocalDateTime timestamp) {
      return timestamp;
    }
    if (value instanceof OffsetDateTime instant) {
      return instant.toLocalDateTime();
    }
    if (value instanceof LocalDate date) {
      return date.atStartOfDay();
    }
    try {
      return LocalDateTime.parse(value.toString().strip().replace(' ', 'T'));
    } catch (DateTimeParseException e) {
      throw cannot(value, "TIMESTAMP");
    }
  }

  /** Returns the value as an object of {@code type}. */
  static <T> T to(Object value, Class<T> type) throws SQLException {
    if (type.isInstance(value) && type != Object.class) {
      return type.cast(value);
    }
    Object converted = convert(value, type);
    if (converted == null || !type.isInstance(converted)) {
      throw cannot(value, type.getName());
    }
    return type.cast(converted);
  }

  private static @Nullable Object convert(Object value, Class<?> type) throws SQLException {
    if (type == Object.class) {
      return toDefault(value);
    }
    if (type == String.class) {
      return ValueText.of(value);
    }
    if (type == Boolean.class) {
      return toBoolean(value);
    }
    if (type == Byte.class) {
      return (byte) toLong(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }
    if (type == Short.class) {
      return (short) toLong(value, Short.MIN_VALUE, Short.MAX_VALUE);
    }
    if (type == Integer.class) {
      return (int) toLong(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == Long.class) {
      return toLong(value, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type == Float.class) {
      return (float) toDouble(value);
    }
    if (type == Double.class) {
      return toDouble(value);
    }
    if (type == BigDecimal.class) {
      return toDecimal(value);
    }
    if (type == BigInteger.class) {
      return toDecimal(value).toBigInteger();
    }
    if (type == UUID.class) {
      return uuid(value);
    }
    return convertTemporal(value, type);
  }

  private static UUID uuid(Object value) throws SQLException {
    try {
      return UUID.fromString(value.toString());
    } catch (IllegalArgumentException e) {
      throw cannot(value, "UUID");
    }
  }

  private static @Nullable Object convertTemporal(Object value, Class<?> type) throws SQLException {
    if (type == LocalDate.class) {
      return toDate(value);
    }
    if (type == LocalTime.class) {
      return toTime(value);
    }
    if (type == LocalDateTime.class) {
      return toTimestamp(value);
    }
    if (type == OffsetDateTime.class) {
      return toTimestamp(value).atOffset(ZoneOffset.UTC);
    }
    if (type == ZonedDateTime.class) {
      return toTimestamp(value).atZone(ZoneOffset.UTC);
    }
    if (type == OffsetTime.class) {
      return toTime(value).atOffset(ZoneOffset.UTC);
    }
    if (type == Instant.class) {
      return toTimestamp(value).toInstant(ZoneOffset.UTC);
    }
    if (type == Date.class) {
      return Date.valueOf(toDate(value));
    }
    if (type == Time.class) {
      return Time.valueOf(toTime(value));
    }
    if (type == Timestamp.class) {
      return Timestamp.valueOf(toTimestamp(value));
    }
    return null;
  }

  private static SQLException cannot(Object value, String wanted) {
    return new SQLException(
        "Cannot read value as "
            + wanted
            + ": value="
            + ValueText.of(value)
            + ", class="
            + value.getClass().getSimpleName(),
        ErrorCode.INVALID_CAST.sqlState());
  }
}
