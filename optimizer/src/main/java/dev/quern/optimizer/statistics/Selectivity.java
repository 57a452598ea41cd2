package dev.quern.optimizer.statistics;

import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.expressions.Not;
import dev.quern.plan.expressions.Or;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Guesses the share of rows for which a condition is true, and what it leaves of the columns. */
final class Selectivity {
  private static final double UNKNOWN = 0.25;
  private static final double UNKNOWN_RANGE = 1.0 / 3;
  private static final double PREFIX_MATCH = 0.05;
  private static final double INFIX_MATCH = 0.1;
  private static final double EXPRESSION_EQUAL = 0.1;
  private static final double LEAST = 1e-9;

  private final RelationEstimate input;
  private final List<ColumnEstimate> columns;

  private Selectivity(RelationEstimate input) {
    this.input = input;
    this.columns = new ArrayList<>(input.columns());
  }

  /** Returns the estimate of the rows of {@code input} that pass {@code condition}. */
  static RelationEstimate filter(RelationEstimate input, Expression condition) {
    Selectivity selectivity = new Selectivity(input);
    double share = selectivity.conjunction(Expressions.conjuncts(condition), true);
    RelationEstimate scaled = input.withRows(Math.max(input.rows() * share, 1));
    List<ColumnEstimate> columns = new ArrayList<>(scaled.columns());
    for (int i = 0; i < columns.size(); i++) {
      ColumnEstimate narrowed = selectivity.columns.get(i);
      if (!narrowed.equals(input.column(i))) {
        columns.set(
            i, narrowed.withDistinctCount(Math.min(narrowed.distinctCount(), scaled.rows())));
      }
    }
    return new RelationEstimate(scaled.rows(), columns);
  }

  /** Ranges of one column are taken together: a lower and an upper bound make an interval. */
  private double conjunction(List<Expression> conjuncts, boolean narrow) {
    double share = 1;
    List<Expression> others = new ArrayList<>();
    List<Integer> ranged = new ArrayList<>();
    for (Expression conjunct : conjuncts) {
      Range range = Range.of(conjunct);
      if (range == null || !columns.get(range.column()).hasRange()) {
        others.add(conjunct);
        continue;
      }
      if (!ranged.contains(range.column())) {
        ranged.add(range.column());
        share *= intervalShare(range.column(), conjuncts, narrow);
      }
    }
    for (Expression other : others) {
      share *= share(other, narrow);
    }
    return Math.max(share, LEAST);
  }

  private double intervalShare(int column, List<Expression> conjuncts, boolean narrow) {
    ColumnEstimate estimate = columns.get(column);
    double low = estimate.min();
    double high = estimate.max();
    for (Expression conjunct : conjuncts) {
      Range range = Range.of(conjunct);
      if (range != null && range.column() == column) {
        low = range.isLower() ? Math.max(low, range.bound()) : low;
        high = range.isLower() ? high : Math.min(high, range.bound());
      }
    }
    double width = estimate.max() - estimate.min();
    double share =
        width <= 0
            ? (high >= low ? 1 : LEAST)
            : Math.max((high - low) / width, Math.min(1 / estimate.distinctCount(), 1));
    share = high < low ? LEAST : Math.min(share, 1);
    if (narrow && high >= low) {
      columns.set(
          column,
          estimate
              .withRange(low, high)
              .withNullFraction(0)
              .withDistinctCount(estimate.distinctCount() * share));
    }
    return share * (1 - estimate.nullFraction());
  }

  private double share(Expression condition, boolean narrow) {
    if (condition instanceof And and) {
      return conjunction(Expressions.conjuncts(and), narrow);
    }
    if (condition instanceof Or or) {
      double none = 1;
      for (Expression operand : or.operands()) {
        none *= 1 - conjunction(Expressions.conjuncts(operand), false);
      }
      return 1 - none;
    }
    if (condition instanceof Not not) {
      return Math.max(1 - share(not.operand(), false), 0.01);
    }
    if (condition instanceof Literal literal) {
      return Objects.equals(literal.value(), true) ? 1 : LEAST;
    }
    return condition instanceof Call call ? call(call, narrow) : UNKNOWN;
  }

  private double call(Call call, boolean narrow) {
    List<Expression> operands = call.operands();
    ColumnEstimate column = operands.isEmpty() ? null : column(operands.get(0));
    switch (call.function()) {
      case "equal":
      case "is_not_distinct_from":
        return equal(operands.get(0), operands.get(1), narrow);
      case "not_equal":
      case "is_distinct_from":
        return 1 - equal(operands.get(0), operands.get(1), false);
      case "in":
        double each = column == null ? EXPRESSION_EQUAL : 1 / column.distinctCount();
        narrowTo(operands.get(0), operands.size() - 1, narrow);
        return Math.min(1, each * (operands.size() - 1));
      case "less_than":
      case "less_than_or_equal":
      case "greater_than":
      case "greater_than_or_equal":
        return UNKNOWN_RANGE;
      case "like":
      case "ilike":
        return like(operands.get(1));
      case "is_null":
        return column == null ? 0.05 : Math.max(column.nullFraction(), LEAST);
      case "is_not_null":
        return column == null ? 0.95 : 1 - column.nullFraction();
      default:
        return UNKNOWN;
    }
  }

  private double equal(Expression left, Expression right, boolean narrow) {
    ColumnEstimate first = column(left);
    ColumnEstimate second = column(right);
    if (first != null && second != null) {
      return 1 / Math.max(first.distinctCount(), second.distinctCount());
    }
    Expression value = first == null ? right : left;
    ColumnEstimate column = first == null ? second : first;
    if (column == null) {
      return EXPRESSION_EQUAL;
    }
    narrowTo(value, 1, narrow);
    return 1 / column.distinctCount();
  }

  private void narrowTo(Expression value, double distinctCount, boolean narrow) {
    if (narrow && value instanceof ColumnReference reference) {
      ColumnEstimate column = columns.get(reference.index());
      columns.set(
          reference.index(),
          column.withDistinctCount(Math.min(column.distinctCount(), distinctCount)));
    }
  }

  private static double like(Expression pattern) {
    if (!(pattern instanceof Literal literal) || !(literal.value() instanceof String text)) {
      return INFIX_MATCH;
    }
    return text.startsWith("%") || text.startsWith("_") ? INFIX_MATCH : PREFIX_MATCH;
  }

  /** Returns the estimate of a column or of a function of one column, null if it is neither. */
  private @Nullable ColumnEstimate column(Expression expression) {
    if (expression instanceof ColumnReference reference) {
      return input.column(reference.index());
    }
    if (expression instanceof Cast cast) {
      return column(cast.operand());
    }
    return null;
  }

  /** A comparison of a column with a constant that has a place on the column's line. */
  private record Range(int column, boolean isLower, double bound) {
    static @Nullable Range of(Expression condition) {
      if (!(condition instanceof Call call) || call.operands().size() != 2) {
        return null;
      }
      boolean less = call.function().startsWith("less_than");
      if (!less && !call.function().startsWith("greater_than")) {
        return null;
      }
      Expression left = withoutCast(call.operands().get(0));
      Expression right = withoutCast(call.operands().get(1));
      if (left instanceof ColumnReference column && right instanceof Literal literal) {
        return of(column, literal, !less);
      }
      if (right instanceof ColumnReference column && left instanceof Literal literal) {
        return of(column, literal, less);
      }
      return null;
    }

    private static @Nullable Range of(ColumnReference column, Literal literal, boolean isLower) {
      double bound = ColumnEstimate.number(literal);
      return Double.isNaN(bound) ? null : new Range(column.index(), isLower, bound);
    }

    private static Expression withoutCast(Expression expression) {
      return expression instanceof Cast cast && cast.type().isNumeric()
          ? cast.operand()
          : expression;
    }
  }
}
