package dev.quern.jdbc;

import dev.quern.engine.results.ValueText;
import dev.quern.engine.values.ValueConversion;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.lang.reflect.Array;
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
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns the engine's Java values into what a caller of {@code getXxx} asks for (JDBC 4.3, table
 * B-6).
 */
final class Conversions {
  private static final int UUID_BYTES = 16;
  private static final DateTimeFormatter TIMESTAMP_TEXT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffset("+HH:mm", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH", "Z")
          .toFormatter(Locale.ROOT);

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
    return parsed(value, "DATE").toLocalDate();
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
    return parsed(value, "TIMESTAMP");
  }

  /** Reads a text as a date, a timestamp, or a timestamp with offset, which is told in UTC. */
  private static LocalDateTime parsed(Object value, String wanted) throws SQLException {
    if (!(value instanceof String text)) {
      throw cannot(value, wanted);
    }
    try {
      TemporalAccessor parsed =
          TIMESTAMP_TEXT.parseBest(
              text.strip().replace(' ', 'T'),
              OffsetDateTime::from,
              LocalDateTime::from,
              LocalDate::from);
      if (parsed instanceof OffsetDateTime instant) {
        return instant.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
      }
      return parsed instanceof LocalDate date ? date.atStartOfDay() : (LocalDateTime) parsed;
    } catch (DateTimeParseException e) {
      throw cannot(value, wanted);
    }
  }

  /** Returns the value as an object of {@code type}. */
  @SuppressWarnings("unchecked") // a primitive class has no cast; its boxed values fit
  static <T> T to(Object value, Class<T> type) throws SQLException {
    Class<?> boxed = ValueConversion.boxed(type);
    if (boxed.isInstance(value) && type != Object.class) {
      return (T) boxed.cast(value);
    }
    Object converted = convert(value, boxed);
    if (converted == null || !boxed.isInstance(converted)) {
      throw cannot(value, type.getName());
    }
    return (T) boxed.cast(converted);
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
    return value instanceof List || value instanceof Map
        ? convertNested(value, type)
        : convertTemporal(value, type);
  }

  /** Returns a list as an array of any class or as a set, a struct as a record. */
  private static @Nullable Object convertNested(Object value, Class<?> type) throws SQLException {
    if (value instanceof List<?> list && type.isArray()) {
      Object array = Array.newInstance(type.getComponentType(), list.size());
      for (int i = 0; i < list.size(); i++) {
        Object element = list.get(i);
        if (element == null && type.getComponentType().isPrimitive()) {
          throw cannot(value, type.getName());
        }
        Array.set(array, i, element == null ? null : to(element, type.getComponentType()));
      }
      return array;
    }
    if (value instanceof List<?> list && type.isAssignableFrom(LinkedHashSet.class)) {
      return new LinkedHashSet<>(list);
    }
    if (!type.isRecord()) {
      return null;
    }
    try {
      return ValueConversion.convert(value, type, "struct");
    } catch (QueryException e) {
      throw SqlErrors.of(e);
    }
  }

  private static UUID uuid(Object value) throws SQLException {
    if (value instanceof byte[] bytes && bytes.length == UUID_BYTES) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new UUID(buffer.getLong(), buffer.getLong());
    }
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
    if (type == java.util.Date.class) {
      return java.util.Date.from(toTimestamp(value).toInstant(ZoneOffset.UTC));
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
