package dev.quern.executor.formats.listing;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a {@code key=value} folder as a value of the partition column's type. All formats and
 * the pruning of files read it here, so that they cannot differ.
 */
public final class PartitionLiteral {
  private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "1");
  private static final Set<String> FALSE = Set.of("false", "f", "no", "n", "0");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?|NaN|[+-]?Infinity");
  private static final Pattern ZONE = Pattern.compile("(Z|[+-][0-9]{2}:[0-9]{2})$");
  private static final long MICROS_PER_SECOND = 1_000_000;

  private PartitionLiteral() {}

  /**
   * Returns the value of a partition column in a file; null text is NULL.
   *
   * @throws QueryException INVALID_CAST if the text is no value of the type
   */
  public static Literal of(@Nullable String text, Field field, SourceFile file) {
    if (text == null) {
      return Literal.ofNull(field.type());
    }
    try {
      return new Literal(value(text, field.type()), field.type());
    } catch (ArithmeticException | DateTimeParseException | IllegalArgumentException e) {
      throw new QueryException(
          ErrorCode.INVALID_CAST,
          "Cannot read partition column as "
              + field.type().sqlName()
              + ": file="
              + file.path()
              + ", column="
              + field.name()
              + ", value=\""
              + text
              + '"',
          e);
    }
  }

  private static Object value(String text, DataType type) {
    if (type instanceof DataType.VarcharType) {
      return text;
    }
    if (type instanceof DataType.BooleanType) {
      return truth(text.toLowerCase(Locale.ROOT));
    }
    if (type instanceof DataType.IntegerType integer) {
      BigInteger value = new BigInteger(text);
      if (value.bitLength() >= integer.bits()) {
        throw new ArithmeticException("out of range");
      }
      return value.longValue();
    }
    if (type instanceof DataType.DecimalType decimal) {
      BigDecimal value = new BigDecimal(text).setScale(decimal.scale());
      if (value.precision() > decimal.precision()) {
        throw new ArithmeticException("out of range");
      }
      return value;
    }
    if (type instanceof DataType.DoubleType) {
      return Double.valueOf(number(text));
    }
    if (type instanceof DataType.FloatType) {
      return (double) Float.parseFloat(number(text));
    }
    if (type instanceof DataType.DateType) {
      return LocalDate.parse(text).toEpochDay();
    }
    if (type instanceof DataType.TimestampType) {
      return micros(dateTime(text));
    }
    if (type instanceof DataType.TimestampWithTimeZoneType) {
      return instant(text);
    }
    if (type instanceof DataType.TimeType) {
      return LocalTime.parse(text).toNanoOfDay() / 1000;
    }
    throw new IllegalArgumentException("no such partition columns");
  }

  /** Java's own numbers may have blanks around them and letters behind them. */
  private static String number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException("not a number");
    }
    return text;
  }

  private static Boolean truth(String text) {
    if (!TRUE.contains(text) && !FALSE.contains(text)) {
      throw new IllegalArgumentException("not true or false");
    }
    return TRUE.contains(text);
  }

  private static LocalDateTime dateTime(String text) {
    boolean hasTime = text.indexOf(':') >= 0;
    return hasTime
        ? LocalDateTime.parse(text.replace(' ', 'T'))
        : LocalDate.parse(text).atStartOfDay();
  }

  /** Without a zone the time is in UTC. */
  private static long instant(String text) {
    return ZONE.matcher(text).find()
        ? micros(
            OffsetDateTime.parse(text.replace(' ', 'T'))
                .withOffsetSameInstant(ZoneOffset.UTC)
                .toLocalDateTime())
        : micros(dateTime(text));
  }

  private static long micros(LocalDateTime value) {
    return Math.addExact(
        Math.multiplyExact(value.toEpochSecond(ZoneOffset.UTC), MICROS_PER_SECOND),
        value.get(ChronoField.MICRO_OF_SECOND));
  }
}
