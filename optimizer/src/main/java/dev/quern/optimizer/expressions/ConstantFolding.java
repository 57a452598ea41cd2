package dev.quern.optimizer.expressions;

import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes calls and casts of constants while planning, so that scans can compare columns with
 * plain literals. Whatever is not plainly safe, an overflow for one, is left for the executor to
 * compute or to refuse.
 */
final class ConstantFolding {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private ConstantFolding() {}

  /** Returns a literal if the operands are literals and the result is known, else the argument. */
  static Expression fold(Expression expression) {
    try {
      Literal folded = null;
      if (expression instanceof Cast cast && cast.operand() instanceof Literal literal) {
        folded = cast(literal, cast.type());
      } else if (expression instanceof Call call && allLiterals(call.operands())) {
        folded = call(call);
      }
      return folded == null ? expression : folded;
    } catch (ArithmeticException | DateTimeException | IllegalArgumentException e) {
      // The value has no result of this type: the executor reports it, if the row is ever reached.
      return expression;
    }
  }

  private static boolean allLiterals(List<Expression> operands) {
    return operands.stream().allMatch(Literal.class::isInstance);
  }

  private static @Nullable Literal cast(Literal literal, DataType type) {
    Object value = literal.value();
    if (value == null) {
      return Literal.ofNull(type);
    }
    if (value instanceof BigDecimal || value instanceof Double || isInteger(literal)) {
      return number(literal, type);
    }
    if (literal.type() instanceof DataType.DateType && type instanceof DataType.TimestampType) {
      return new Literal(Math.multiplyExact((Long) value, MICROS_PER_DAY), type);
    }
    if (value instanceof String text && type instanceof DataType.DateType) {
      return new Literal(LocalDate.parse(text.strip()).toEpochDay(), type);
    }
    return literal.type().equals(type) ? literal : null;
  }

  private static boolean isInteger(Literal literal) {
    return literal.type() instanceof DataType.IntegerType;
  }

  private static @Nullable Literal number(Literal literal, DataType type) {
    Object value = literal.value();
    if (value instanceof Double number) {
      return type instanceof DataType.DoubleType ? new Literal(number, type) : null;
    }
    BigDecimal number =
        value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf((Long) nonNull(value));
    if (type instanceof DataType.DoubleType) {
      return new Literal(number.doubleValue(), type);
    }
    if (type instanceof DataType.FloatType) {
      return new Literal((double) number.floatValue(), type);
    }
    if (type instanceof DataType.DecimalType decimal) {
      BigDecimal scaled = number.setScale(decimal.scale(), RoundingMode.HALF_UP);
      return scaled.precision() <= decimal.precision() ? new Literal(scaled, type) : null;
    }
    if (type instanceof DataType.IntegerType integer) {
      return integer(number.setScale(0, RoundingMode.HALF_UP).longValueExact(), integer);
    }
    return null;
  }

  private static @Nullable Literal integer(long value, DataType.IntegerType type) {
    int unused = Long.SIZE - type.bits();
    return (value << unused) >> unused == value ? new Literal(value, type) : null;
  }

  private static @Nullable Literal call(Call call) {
    List<Expression> operands = call.operands();
    if (operands.isEmpty() || operands.stream().anyMatch(operand -> ((Literal) operand).isNull())) {
      return null;
    }
    switch (call.function()) {
      case "date_add":
        return dateAdd((Literal) operands.get(0), (Literal) operands.get(1), call.type());
      case "negate":
        return arithmetic("multiply", (Literal) operands.get(0), Literal.of(-1), call.type());
      case "add":
      case "subtract":
      case "multiply":
        return arithmetic(
            call.function(), (Literal) operands.get(0), (Literal) operands.get(1), call.type());
      default:
        return comparison(call.function(), (Literal) operands.get(0), operands);
    }
  }

  private static @Nullable Literal comparison(
      String function, Literal left, List<Expression> operands) {
    if (operands.size() != 2 || left.type() instanceof DataType.VarbinaryType) {
      return null;
    }
    int order = compare(left, (Literal) operands.get(1));
    switch (function) {
      case "equal":
        return Literal.of(order == 0);
      case "not_equal":
        return Literal.of(order != 0);
      case "less_than":
        return Literal.of(order < 0);
      case "less_than_or_equal":
        return Literal.of(order <= 0);
      case "greater_than":
        return Literal.of(order > 0);
      case "greater_than_or_equal":
        return Literal.of(order >= 0);
      default:
        return null;
    }
  }

  /** Compares texts by their UTF-8 bytes, which is the order of code points. */
  private static int compare(Literal left, Literal right) {
    if (left.value() instanceof String first && right.value() instanceof String second) {
      return Arrays.compareUnsigned(
          first.getBytes(StandardCharsets.UTF_8), second.getBytes(StandardCharsets.UTF_8));
    }
    if (left.value() instanceof Boolean first && right.value() instanceof Boolean second) {
      return first.compareTo(second);
    }
    return exact(left).compareTo(exact(right));
  }

  private static @Nullable Literal arithmetic(
      String function, Literal left, Literal right, DataType type) {
    if (!(type instanceof DataType.IntegerType || type instanceof DataType.DecimalType)) {
      return intervalArithmetic(function, left, right, type);
    }
    BigDecimal first = exact(left);
    BigDecimal second = exact(right);
    BigDecimal result =
        function.equals("add")
            ? first.add(second)
            : function.equals("subtract") ? first.subtract(second) : first.multiply(second);
    if (type instanceof DataType.IntegerType integer) {
      return integer(result.longValueExact(), integer);
    }
    DataType.DecimalType decimal = (DataType.DecimalType) type;
    BigDecimal scaled = result.setScale(decimal.scale(), RoundingMode.UNNECESSARY);
    return scaled.precision() <= decimal.precision() ? new Literal(scaled, type) : null;
  }

  private static @Nullable Literal intervalArithmetic(
      String function, Literal left, Literal right, DataType type) {
    if (!(type instanceof DataType.IntervalType)
        || !(left.value() instanceof Long first)
        || !(right.value() instanceof Long second)) {
      return null;
    }
    switch (function) {
      case "add":
        return new Literal(Math.addExact(first, second), type);
      case "subtract":
        return new Literal(Math.subtractExact(first, second), type);
      default:
        return new Literal(Math.multiplyExact(first, second), type);
    }
  }

  private static BigDecimal exact(Literal literal) {
    Object value = nonNull(literal.value());
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof Long number) {
      return BigDecimal.valueOf(number);
    }
    throw new ArithmeticException("not an exact number: " + literal);
  }

  private static @Nullable Literal dateAdd(Literal point, Literal interval, DataType type) {
    if (!(point.value() instanceof Long start) || !(interval.value() instanceof Long amount)) {
      return null;
    }
    boolean inMonths =
        interval.type() instanceof DataType.IntervalType intervalType
            && intervalType.kind() == DataType.IntervalType.Kind.YEAR_MONTH;
    if (point.type() instanceof DataType.DateType && type instanceof DataType.DateType) {
      if (inMonths) {
        return new Literal(LocalDate.ofEpochDay(start).plusMonths(amount).toEpochDay(), type);
      }
      return amount % MICROS_PER_DAY == 0
          ? new Literal(Math.addExact(start, amount / MICROS_PER_DAY), type)
          : null;
    }
    if (point.type() instanceof DataType.TimestampType && type instanceof DataType.TimestampType) {
      if (!inMonths) {
        return new Literal(Math.addExact(start, amount), type);
      }
      long day = Math.floorDiv(start, MICROS_PER_DAY);
      long moved = LocalDate.ofEpochDay(day).plusMonths(amount).toEpochDay();
      return new Literal(
          Math.addExact(
              Math.multiplyExact(moved, MICROS_PER_DAY), Math.floorMod(start, MICROS_PER_DAY)),
          type);
    }
    return null;
  }

  private static Object nonNull(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("null constant");
    }
    return value;
  }
}
