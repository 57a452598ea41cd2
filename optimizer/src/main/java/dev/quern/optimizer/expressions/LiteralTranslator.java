package dev.quern.optimizer.expressions;

import dev.quern.parser.analysis.RelTypes;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.TimeZone;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.apache.calcite.util.TimestampWithTimeZoneString;
import org.jspecify.annotations.Nullable;

/** Translates Calcite's constants: days, microseconds and months instead of its own units. */
public final class LiteralTranslator {
  private static final long MICROS_PER_MILLI = 1_000;
  private static final int MICRO_DIGITS = 6;

  private LiteralTranslator() {}

  public static Literal translate(RexLiteral literal) {
    DataType type = RelTypes.dataType(literal.getType());
    return translate((Comparable<?>) literal.getValueAs(Comparable.class), type);
  }

  /** Returns the literal as a value of {@code type}, which may be wider than its own. */
  public static Literal translateAs(RexLiteral literal, DataType type) {
    Literal translated = translate(literal);
    return Casts.to(translated, type) instanceof Literal cast ? cast : translated;
  }

  /** Returns the literal for a value in the form that Calcite keeps it in literals and ranges. */
  public static Literal translate(@Nullable Comparable<?> value, DataType type) {
    if (value == null) {
      return Literal.ofNull(type);
    }
    if (value instanceof BigDecimal number) {
      return number(number, type);
    }
    if (value instanceof Boolean) {
      return new Literal(value, type);
    }
    if (value instanceof NlsString text) {
      return new Literal(text.getValue(), type);
    }
    if (value instanceof ByteString bytes) {
      return new Literal(ByteBuffer.wrap(bytes.getBytes()).asReadOnlyBuffer(), type);
    }
    if (value instanceof DateString date) {
      return new Literal((long) date.getDaysSinceEpoch(), type);
    }
    if (value instanceof TimeString time) {
      return new Literal(micros(time.getMillisOfDay(), time.toString()), type);
    }
    if (value instanceof TimestampString timestamp) {
      return new Literal(micros(timestamp.getMillisSinceEpoch(), timestamp.toString()), type);
    }
    if (value instanceof TimestampWithTimeZoneString timestamp) {
      TimestampString instant =
          timestamp.withTimeZone(TimeZone.getTimeZone("UTC")).getLocalTimestampString();
      return new Literal(micros(instant.getMillisSinceEpoch(), instant.toString()), type);
    }
    if (value instanceof Double number) {
      return new Literal(number, type);
    }
    throw new QueryException(
        ErrorCode.UNSUPPORTED, "Literal is not supported: type=" + type.sqlName());
  }

  private static Literal number(BigDecimal number, DataType type) {
    if (type instanceof DataType.FloatType) {
      return new Literal((double) number.floatValue(), type);
    }
    if (type instanceof DataType.DoubleType) {
      return new Literal(number.doubleValue(), type);
    }
    if (type instanceof DataType.DecimalType decimal) {
      return new Literal(number.setScale(decimal.scale(), RoundingMode.HALF_UP), type);
    }
    if (type instanceof DataType.IntervalType interval) {
      return new Literal(
          interval.kind() == DataType.IntervalType.Kind.YEAR_MONTH
              ? number.longValueExact()
              : number.movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact(),
          type);
    }
    return new Literal(number.setScale(0, RoundingMode.HALF_UP).longValueExact(), type);
  }

  /** Adds the digits after the milliseconds, which Calcite's own conversion cuts off. */
  private static long micros(long millis, String text) {
    int point = text.lastIndexOf('.');
    if (point < 0) {
      return millis * MICROS_PER_MILLI;
    }
    StringBuilder digits = new StringBuilder(text.substring(point + 1));
    while (digits.length() < MICRO_DIGITS) {
      digits.append('0');
    }
    return millis * MICROS_PER_MILLI + Long.parseLong(digits.substring(3, MICRO_DIGITS));
  }
}
