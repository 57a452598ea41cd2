package dev.quern.plan.expressions;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/** Walks over expression trees that more than one module needs. */
public final class Expressions {
  private Expressions() {}

  /** Returns the indexes of all columns that the expression reads, ascending. */
  public static SortedSet<Integer> columns(Expression expression) {
    SortedSet<Integer> columns = new TreeSet<>();
    collectColumns(expression, columns);
    return columns;
  }

  /** Returns the expression with each column index replaced by {@code mapping} of it. */
  public static Expression remapColumns(Expression expression, IntUnaryOperator mapping) {
    if (expression instanceof ColumnReference column) {
      return new ColumnReference(
          mapping.applyAsInt(column.index()), column.type(), column.nullable());
    }
    if (expression.operands().isEmpty()) {
      return expression;
    }
    List<Expression> operands = new ArrayList<>();
    for (Expression operand : expression.operands()) {
      operands.add(remapColumns(operand, mapping));
    }
    return expression.withOperands(operands);
  }

  /** Returns the operands of nested ANDs, flattened; the expression itself if it is none. */
  public static List<Expression> conjuncts(Expression expression) {
    List<Expression> conjuncts = new ArrayList<>();
    collectConjuncts(expression, conjuncts);
    return conjuncts;
  }

  /** Returns the conjunction of one or more conditions. */
  public static Expression and(List<Expression> conditions) {
    return conditions.size() == 1 ? conditions.get(0) : new And(conditions);
  }

  private static void collectColumns(Expression expression, SortedSet<Integer> columns) {
    if (expression instanceof ColumnReference column) {
      columns.add(column.index());
    }
    for (Expression operand : expression.operands()) {
      collectColumns(operand, columns);
    }
  }

  private static void collectConjuncts(Expression expression, List<Expression> conjuncts) {
    if (expression instanceof And and) {
      for (Expression operand : and.operands()) {
        collectConjuncts(operand, conjuncts);
      }
      return;
    }
    conjuncts.add(expression);
  }
}
