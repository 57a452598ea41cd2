package dev.quern.executor.expressions.casts;

import static dev.quern.executor.expressions.values.ValueKind.BOOLEAN;
import static dev.quern.executor.expressions.values.ValueKind.DOUBLE;
import static dev.quern.executor.expressions.values.ValueKind.INT128;
import static dev.quern.executor.expressions.values.ValueKind.LONG;

import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.types.DataType;
import org.jspecify.annotations.Nullable;

/** Finds the method that converts between two types. */
public final class Casts {
  private Casts() {}

  /** Returns the method, or null if values of {@code from} cannot become {@code to}. */
  public static @Nullable Implementation find(DataType from, DataType to) {
    if (from instanceof DataType.VarcharType) {
      return TextCasts.fromText(to);
    }
    if (to instanceof DataType.VarcharType) {
      return TextCasts.toText(from);
    }
    if (isNumberLike(from) && isNumberLike(to)) {
      return numeric(from, to);
    }
    return dateTime(from, to);
  }

  private static boolean isNumberLike(DataType type) {
    return type.isNumeric() || type instanceof DataType.BooleanType;
  }

  private static @Nullable Implementation numeric(DataType from, DataType to) {
    ValueKind kind = ValueKind.of(from);
    int scale = from instanceof DataType.DecimalType decimal ? decimal.scale() : 0;
    if (to instanceof DataType.IntegerType integer) {
      return toInteger(from, kind, scale, integer.bits());
    }
    if (to instanceof DataType.DecimalType decimal) {
      return toDecimal(from, kind, scale, decimal);
    }
    if (to instanceof DataType.BooleanType) {
      return numeric("toBoolean", BOOLEAN, kind).asTotal();
    }
    boolean isFloat = to instanceof DataType.FloatType;
    if (from instanceof DataType.DecimalType) {
      return isFloat
          ? numeric("decimalToFloat", DOUBLE, INT128).withSettings(scale)
          : numeric("decimalToDouble", DOUBLE, kind).withSettings(scale).asTotal();
    }
    if (isFloat && kind == DOUBLE) {
      return numeric("toFloat", DOUBLE, DOUBLE);
    }
    return numeric(isFloat && kind == LONG ? "toFloat" : "toDouble", DOUBLE, kind).asTotal();
  }

  private static Implementation toInteger(DataType from, ValueKind kind, int scale, int bits) {
    if (from instanceof DataType.DecimalType) {
      return numeric("toInteger", LONG, INT128).withSettings(scale, bits);
    }
    if (from instanceof DataType.IntegerType integer && integer.bits() <= bits) {
      return Implementation.of(DateTimeCasts.class, "same", LONG, LONG).asTotal();
    }
    return kind == BOOLEAN
        ? numeric("toInteger", LONG, BOOLEAN).asTotal()
        : numeric("toInteger", LONG, kind).withSettings(bits);
  }

  private static @Nullable Implementation toDecimal(
      DataType from, ValueKind kind, int fromScale, DataType.DecimalType to) {
    Integer precision = to.precision();
    Integer scale = to.scale();
    if (kind == BOOLEAN) {
      return null;
    }
    if (kind == DOUBLE) {
      return numeric("doubleToDecimal", ValueKind.of(to), DOUBLE).withSettings(precision, scale);
    }
    if (!to.isShort()) {
      return numeric("toDecimal", INT128, INT128).withSettings(fromScale, precision, scale);
    }
    if (kind == INT128) {
      return numeric("toShortDecimal", LONG, INT128).withSettings(fromScale, precision, scale);
    }
    if (digits(from) + scale - fromScale <= precision && scale >= fromScale) {
      return numeric("scaleUp", LONG, LONG).withSettings(scale - fromScale).asTotal();
    }
    return numeric("toDecimal", LONG, LONG).withSettings(fromScale, precision, scale);
  }

  /** Returns the digits that a value of the type may have. */
  private static int digits(DataType type) {
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.precision();
    }
    int bits = type instanceof DataType.IntegerType integer ? integer.bits() : 64;
    return bits == 64 ? 19 : bits == 32 ? 10 : bits == 16 ? 5 : 3;
  }

  private static @Nullable Implementation dateTime(DataType from, DataType to) {
    if (from.equals(to)) {
      return ValueKind.of(from) == LONG ? dateTime("same") : null;
    }
    boolean toTimestamp = isTimestamp(to);
    if (from instanceof DataType.DateType && toTimestamp) {
      return Implementation.of(DateTimeCasts.class, "dateToTimestamp", LONG, LONG);
    }
    if (isTimestamp(from)) {
      if (to instanceof DataType.DateType) {
        return dateTime("timestampToDate");
      }
      if (to instanceof DataType.TimeType) {
        return dateTime("timestampToTime");
      }
      return toTimestamp ? dateTime("same") : null;
    }
    return null;
  }

  private static boolean isTimestamp(DataType type) {
    return type instanceof DataType.TimestampType
        || type instanceof DataType.TimestampWithTimeZoneType;
  }

  private static Implementation dateTime(String method) {
    return Implementation.of(DateTimeCasts.class, method, LONG, LONG).asTotal();
  }

  private static Implementation numeric(String method, ValueKind result, ValueKind parameter) {
    return Implementation.of(NumericCasts.class, method, result, parameter);
  }
}
