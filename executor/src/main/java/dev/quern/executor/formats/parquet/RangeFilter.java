package dev.quern.executor.formats.parquet;

import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.expressions.Or;
import dev.quern.plan.types.DataType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides from ranges of values whether some of the rows can meet a condition. Knows comparisons of
 * columns with constants, null tests, AND and OR; of anything else it says yes.
 */
final class RangeFilter {
  private final IntFunction<ColumnRange> ranges;

  /**
   * @param ranges range of each column by its index
   */
  RangeFilter(IntFunction<ColumnRange> ranges) {
    this.ranges = ranges;
  }

  boolean mayBeTrue(Expression condition) {
    if (condition instanceof And) {
      return condition.operands().stream().allMatch(this::mayBeTrue);
    }
    if (condition instanceof Or) {
      return condition.operands().stream().anyMatch(this::mayBeTrue);
    }
    if (condition instanceof Literal literal) {
      return Boolean.TRUE.equals(literal.value());
    }
    return !(condition instanceof Call call) || mayBeTrue(call);
  }

  private boolean mayBeTrue(Call call) {
    List<Expression> operands = call.operands();
    if (operands.isEmpty()) {
      return true;
    }
    Expression first = operands.get(0);
    switch (call.function()) {
      case "is_null":
        return !(first instanceof ColumnReference column) || range(column).mayBeNull();
      case "is_not_null":
        return !(first instanceof ColumnReference column) || !range(column).isAllNull();
      case "in":
        return operands.stream().skip(1).anyMatch(value -> compare("equal", first, value));
      case "equal", "less_than", "less_than_or_equal", "greater_than", "greater_than_or_equal":
        return first instanceof Literal
            ? compare(mirrored(call.function()), operands.get(1), first)
            : compare(call.function(), first, operands.get(1));
      default:
        return true;
    }
  }

  private ColumnRange range(ColumnReference column) {
    return ranges.apply(column.index());
  }

  private static String mirrored(String comparison) {
    return switch (comparison) {
      case "less_than" -> "greater_than";
      case "less_than_or_equal" -> "greater_than_or_equal";
      case "greater_than" -> "less_than";
      case "greater_than_or_equal" -> "less_than_or_equal";
      default -> comparison;
    };
  }

  private boolean compare(String comparison, Expression left, Expression right) {
    ColumnReference column = widened(left);
    if (column == null || !(right instanceof Literal literal)) {
      return true;
    }
    ColumnRange range = range(column);
    Object value = bound(literal);
    if (range.isAllNull() || literal.isNull()) {
      return false;
    }
    if (value == null || !isComparable(range, value)) {
      return true;
    }
    // NaN is greater than all other numbers, and statistics leave it out.
    boolean isFloat = value instanceof Double;
    if (value instanceof Double number && number.isNaN()) {
      return true;
    }
    Object min = range.min();
    Object max = isFloat ? null : range.max();
    return switch (comparison) {
      case "less_than" -> min == null || ColumnRange.compare(min, value) < 0;
      case "less_than_or_equal" -> min == null || ColumnRange.compare(min, value) <= 0;
      case "greater_than" -> max == null || ColumnRange.compare(max, value) > 0;
      case "greater_than_or_equal" -> max == null || ColumnRange.compare(max, value) >= 0;
      case "equal" -> {
        Object top = range.max();
        yield (min == null || ColumnRange.compare(min, value) <= 0)
            && (top == null || ColumnRange.compare(top, value) >= 0);
      }
      default -> true;
    };
  }

  private static boolean isComparable(ColumnRange range, Object value) {
    Object known = range.min() == null ? range.max() : range.min();
    return known == null
        || (value instanceof byte[] == known instanceof byte[]
            && value instanceof Double == known instanceof Double);
  }

  /** Returns the column that is read, maybe through a cast that keeps each number what it is. */
  private static @Nullable ColumnReference widened(Expression expression) {
    if (expression instanceof ColumnReference column) {
      return column;
    }
    boolean isExact =
        expression instanceof Cast cast
            && cast.operand().type() instanceof DataType.IntegerType
            && (cast.type() instanceof DataType.IntegerType
                || cast.type() instanceof DataType.DecimalType);
    return isExact && expression.operands().get(0) instanceof ColumnReference column
        ? column
        : null;
  }

  /** Returns a constant as {@link ColumnRange} has bounds, or null if it has none of that type. */
  private static @Nullable Object bound(Literal literal) {
    Object value = literal.value();
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    return value instanceof Boolean ? null : value;
  }
}
