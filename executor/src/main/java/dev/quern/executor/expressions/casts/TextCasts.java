package dev.quern.executor.expressions.casts;

import static dev.quern.executor.expressions.values.ValueKind.BOOLEAN;
import static dev.quern.executor.expressions.values.ValueKind.BYTES;
import static dev.quern.executor.expressions.values.ValueKind.DOUBLE;
import static dev.quern.executor.expressions.values.ValueKind.INT128;
import static dev.quern.executor.expressions.values.ValueKind.LONG;

import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.types.DataType;
import org.jspecify.annotations.Nullable;

/** Finds the methods that convert from and to text. */
final class TextCasts {
  private TextCasts() {}

  /** Returns the method that reads values of the type from text, or null. */
  static @Nullable Implementation fromText(DataType to) {
    if (to instanceof DataType.BooleanType) {
      return parse(NumberParsers.class, "toBoolean", BOOLEAN);
    }
    if (to instanceof DataType.IntegerType integer) {
      return parse(NumberParsers.class, "toInteger", LONG).withSettings(integer.bits());
    }
    if (to instanceof DataType.DoubleType) {
      return parse(NumberParsers.class, "toDouble", DOUBLE);
    }
    if (to instanceof DataType.FloatType) {
      return parse(NumberParsers.class, "toFloat", DOUBLE);
    }
    if (to instanceof DataType.DecimalType decimal) {
      return parse(NumberParsers.class, "toDecimal", ValueKind.of(to))
          .withSettings(decimal.precision(), decimal.scale());
    }
    if (to instanceof DataType.DateType) {
      return parse(DateTimeParsers.class, "toDate", LONG);
    }
    if (to instanceof DataType.TimeType) {
      return parse(DateTimeParsers.class, "toTime", LONG);
    }
    if (to instanceof DataType.TimestampType) {
      return parse(DateTimeParsers.class, "toTimestamp", LONG);
    }
    if (to instanceof DataType.TimestampWithTimeZoneType) {
      return parse(DateTimeParsers.class, "toInstant", LONG);
    }
    return to instanceof DataType.VarbinaryType || to instanceof DataType.VarcharType
        ? Implementation.of(Formats.class, "same", BYTES, BYTES)
        : null;
  }

  /** Returns the method that writes values of the type as text, or null. */
  static @Nullable Implementation toText(DataType from) {
    if (from instanceof DataType.BooleanType) {
      return format("ofBoolean", BOOLEAN);
    }
    if (from instanceof DataType.IntegerType) {
      return format("ofInteger", LONG);
    }
    if (from instanceof DataType.DoubleType) {
      return format("ofDouble", DOUBLE);
    }
    if (from instanceof DataType.FloatType) {
      return format("ofFloat", DOUBLE);
    }
    if (from instanceof DataType.DecimalType decimal) {
      return format("ofDecimal", INT128).withSettings(decimal.scale());
    }
    if (from instanceof DataType.DateType) {
      return format("ofDate", LONG);
    }
    if (from instanceof DataType.TimeType) {
      return format("ofTime", LONG);
    }
    if (from instanceof DataType.TimestampType) {
      return format("ofTimestamp", LONG);
    }
    if (from instanceof DataType.TimestampWithTimeZoneType) {
      return format("ofInstant", LONG);
    }
    if (from instanceof DataType.IntervalType interval) {
      return interval.kind() == DataType.IntervalType.Kind.YEAR_MONTH
          ? format("ofMonths", LONG)
          : format("ofMicros", LONG);
    }
    return from instanceof DataType.VarbinaryType
        ? Implementation.of(Formats.class, "checkedText", BYTES, BYTES)
        : null;
  }

  private static Implementation parse(Class<?> owner, String method, ValueKind result) {
    return Implementation.of(owner, method, result, BYTES);
  }

  private static Implementation format(String method, ValueKind parameter) {
    return Implementation.of(Formats.class, method, BYTES, parameter);
  }
}
