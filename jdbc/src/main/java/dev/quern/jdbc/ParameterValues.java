package dev.quern.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** What the setters make of streams, calendars and target types before a value is bound. */
final class ParameterValues {
  private static final int READ_LENGTH = 8192;

  private ParameterValues() {}

  /** Returns the characters, at most {@code length}, or null without a reader. */
  static @Nullable String text(@Nullable Reader reader, long length) throws SQLException {
    if (reader == null) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    char[] chars = new char[READ_LENGTH];
    try {
      while (text.length() < length) {
        int count = reader.read(chars, 0, (int) Math.min(chars.length, length - text.length()));
        if (count < 0) {
          break;
        }
        text.append(chars, 0, count);
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    return text.toString();
  }

  /** Returns the bytes, at most {@code length}, or null without a stream. */
  static byte @Nullable [] bytes(@Nullable InputStream stream, long length) throws SQLException {
    try {
      return stream == null
          ? null
          : stream.readNBytes((int) Math.max(0, Math.min(Integer.MAX_VALUE, length)));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  static @Nullable String ascii(@Nullable InputStream stream, long length) throws SQLException {
    byte[] bytes = bytes(stream, length);
    return bytes == null ? null : new String(bytes, StandardCharsets.US_ASCII);
  }

  private static SQLException unreadable(IOException e) {
    return new SQLException("Cannot read the parameter's stream", "58030", e);
  }

  /** Returns the date that it was then in the calendar's zone, in place of the JVM's own. */
  static @Nullable Object inZone(@Nullable Date value, @Nullable Calendar calendar) {
    return value == null || calendar == null
        ? value
        : clock(value.getTime(), calendar).toLocalDate();
  }

  static @Nullable Object inZone(@Nullable Time value, @Nullable Calendar calendar) {
    return value == null || calendar == null
        ? value
        : clock(value.getTime(), calendar).toLocalTime();
  }

  static @Nullable Object inZone(@Nullable Timestamp value, @Nullable Calendar calendar) {
    return value == null || calendar == null
        ? value
        : clock(value.getTime(), calendar).withNano(value.getNanos());
  }

  private static LocalDateTime clock(long epochMillis, Calendar calendar) {
    return LocalDateTime.ofInstant(
        Instant.ofEpochMilli(epochMillis), calendar.getTimeZone().toZoneId());
  }

  /**
   * Returns the value in the class that stands for a constant of {@link Types}; unchanged for types
   * without one.
   *
   * @param scale digits after the point of a decimal, -1 = those it has
   */
  static @Nullable Object as(int targetType, int scale, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      return null;
    }
    switch (targetType) {
      case Types.TINYINT:
      case Types.SMALLINT:
      case Types.INTEGER:
        return Conversions.to(value, Integer.class);
      case Types.BIGINT:
        return Conversions.to(value, Long.class);
      case Types.REAL:
      case Types.FLOAT:
      case Types.DOUBLE:
        return Conversions.to(value, Double.class);
      case Types.NUMERIC:
      case Types.DECIMAL:
        BigDecimal decimal = Conversions.to(value, BigDecimal.class);
        return scale < 0 ? decimal : decimal.setScale(scale, RoundingMode.HALF_UP);
      case Types.BIT:
      case Types.BOOLEAN:
        return Conversions.to(value, Boolean.class);
      case Types.CHAR:
      case Types.VARCHAR:
      case Types.LONGVARCHAR:
      case Types.NCHAR:
      case Types.NVARCHAR:
      case Types.LONGNVARCHAR:
        return value instanceof Reader reader
            ? text(reader, Long.MAX_VALUE)
            : Conversions.to(value, String.class);
      default:
        return value instanceof String text ? temporal(targetType, text) : value;
    }
  }

  private static Object temporal(int targetType, String text) throws SQLException {
    switch (targetType) {
      case Types.DATE:
        return Conversions.to(text, LocalDate.class);
      case Types.TIME:
        return Conversions.to(text, LocalTime.class);
      case Types.TIMESTAMP:
        return Conversions.to(text, LocalDateTime.class);
      case Types.TIMESTAMP_WITH_TIMEZONE:
        return Conversions.to(text, OffsetDateTime.class);
      default:
        return text;
    }
  }
}
