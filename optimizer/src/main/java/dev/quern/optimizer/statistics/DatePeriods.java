package dev.quern.optimizer.statistics;

import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;

/** Guesses how many years, months and so on the values of a date column fall into. */
final class DatePeriods {
  private static final double MICROS_PER_DAY = 86_400_000_000.0;
  private static final double UNKNOWN_YEARS = 20;

  private DatePeriods() {}

  /** Returns the number of different results, or -1 if the expression is no part of a date. */
  static double distinctCount(Expression expression, RelationEstimate input) {
    if (!(expression instanceof Call call)) {
      return -1;
    }
    if (call.function().startsWith("extract_")) {
      return extracted(
          call.function().substring("extract_".length()), call.operands().get(0), input);
    }
    if (call.function().equals("date_trunc")
        && call.operands().get(0) instanceof Literal unit
        && unit.value() instanceof String name) {
      return truncated(name, days(call.operands().get(1), input));
    }
    return -1;
  }

  private static double extracted(String unit, Expression date, RelationEstimate input) {
    switch (unit) {
      case "year":
        return truncated(unit, days(date, input));
      case "quarter":
        return 4;
      case "month":
        return 12;
      case "week":
        return 53;
      case "day":
        return 31;
      case "dow":
      case "isodow":
        return 7;
      case "doy":
        return 366;
      case "hour":
        return 24;
      case "minute":
      case "second":
        return 60;
      default:
        return -1;
    }
  }

  private static double truncated(String unit, double days) {
    switch (unit) {
      case "year":
        return days / 365 + 1;
      case "quarter":
        return days / 91 + 1;
      case "month":
        return days / 30 + 1;
      case "week":
        return days / 7 + 1;
      case "day":
        return days + 1;
      default:
        return -1;
    }
  }

  private static double days(Expression date, RelationEstimate input) {
    if (!(date instanceof ColumnReference column) || !input.column(column.index()).hasRange()) {
      return UNKNOWN_YEARS * 365;
    }
    ColumnEstimate estimate = input.column(column.index());
    double width = estimate.max() - estimate.min();
    return column.type() instanceof DataType.DateType ? width : width / MICROS_PER_DAY;
  }
}
