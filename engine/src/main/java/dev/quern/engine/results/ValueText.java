package dev.quern.engine.results;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text of a value as people read it: the form that a cast to VARCHAR gives too. */
public final class ValueText {
  private ValueText() {}

  /** Returns the text of an object that {@link ColumnReader#value} gave. */
  public static String of(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof Double number) {
      return number(number, Double.toString(number));
    }
    if (value instanceof Float number) {
      return number(number, Float.toString(number));
    }
    if (value instanceof LocalDateTime timestamp) {
      return timestamp.toLocalDate() + " " + time(timestamp.toLocalTime());
    }
    if (value instanceof OffsetDateTime instant) {
      return instant.toLocalDate() + " " + time(instant.toLocalTime()) + "+00";
    }
    if (value instanceof LocalTime time) {
      return time(time);
    }
    if (value instanceof Period period) {
      return period.getYears() + " years " + period.getMonths() + " months";
    }
    if (value instanceof Duration duration) {
      return duration(duration);
    }
    if (value instanceof byte[] bytes) {
      return "\\x" + HexFormat.of().formatHex(bytes);
    }
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      StringBuilder text = new StringBuilder();
      appendNested(text, value);
      return text.toString();
    }
    return value.toString();
  }

  /** Writes numbers up to 16 digits without an exponent. */
  private static String number(double value, String shortest) {
    double magnitude = Math.abs(value);
    if (shortest.indexOf('E') < 0 || magnitude >= 1e16 || magnitude < 1e-5) {
      return shortest;
    }
    String plain = new BigDecimal(shortest).toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  private static String time(LocalTime time) {
    StringBuilder text = new StringBuilder(15);
    appendTwo(text, time.getHour()).append(':');
    appendTwo(text, time.getMinute()).append(':');
    appendTwo(text, time.getSecond());
    int micros = time.getNano() / 1000;
    if (micros != 0) {
      String digits = Integer.toString(1_000_000 + micros).substring(1);
      int end = digits.length();
      while (digits.charAt(end - 1) == '0') {
        end--;
      }
      text.append('.').append(digits, 0, end);
    }
    return text.toString();
  }

  private static StringBuilder appendTwo(StringBuilder text, long number) {
    return number < 10 ? text.append('0').append(number) : text.append(number);
  }

  private static String duration(Duration duration) {
    StringBuilder text = new StringBuilder();
    Duration magnitude = duration.abs();
    if (duration.isNegative()) {
      text.append('-');
    }
    if (magnitude.toDays() != 0) {
      text.append(magnitude.toDays()).append(magnitude.toDays() == 1 ? " day " : " days ");
    }
    return text.append(
            time(LocalTime.ofNanoOfDay(magnitude.minusDays(magnitude.toDays()).toNanos())))
        .toString();
  }

  private static void appendNested(StringBuilder text, @Nullable Object value) {
    if (value == null) {
      text.append("NULL");
    } else if (value instanceof List<?> list) {
      text.append('[');
      for (int i = 0; i < list.size(); i++) {
        appendNested(i == 0 ? text : text.append(", "), list.get(i));
      }
      text.append(']');
    } else if (value instanceof Map<?, ?> map) {
      text.append('{');
      String separator = "";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        text.append(separator);
        appendNested(text, entry.getKey());
        appendNested(text.append(": "), entry.getValue());
        separator = ", ";
      }
      text.append('}');
    } else {
      text.append(of(value));
    }
  }
}
