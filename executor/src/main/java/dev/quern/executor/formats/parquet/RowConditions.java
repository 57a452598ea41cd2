package dev.quern.executor.formats.parquet;

import dev.quern.executor.formats.RuntimeFilters.RuntimeFilter;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.expressions.Not;
import dev.quern.plan.expressions.Or;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * Splits a scan's filter into conditions that are evaluated one after the other. Conjuncts that
 * cannot fail and read one column become one condition for each column, first in line: they can be
 * decided on a dictionary. The others keep their order, so that {@code x <> 0 AND 1 / x > y} never
 * divides by zero.
 */
final class RowConditions {
  private static final Set<String> CANNOT_FAIL =
      Set.of(
          "equal",
          "not_equal",
          "less_than",
          "less_than_or_equal",
          "greater_than",
          "greater_than_or_equal",
          "is_distinct_from",
          "is_not_distinct_from",
          "is_null",
          "is_not_null",
          "is_true",
          "is_false",
          "is_not_true",
          "is_not_false",
          "like",
          "in");

  private RowConditions() {}

  /** Returns the conditions of a scan in the order in which to evaluate them. */
  static List<RowCondition> of(ScanRequest request) {
    Schema table = request.scan().source().tableSchema();
    Map<Integer, List<Expression>> byColumn = new LinkedHashMap<>();
    List<Expression> others = new ArrayList<>();
    Expression filter = request.scan().filter();
    if (filter != null) {
      for (Expression conjunct : Expressions.conjuncts(filter)) {
        SortedSet<Integer> columns = Expressions.columns(conjunct);
        if (columns.size() == 1 && cannotFail(conjunct)) {
          byColumn.computeIfAbsent(columns.first(), column -> new ArrayList<>()).add(conjunct);
        } else {
          others.add(conjunct);
        }
      }
    }
    List<RowCondition> conditions = new ArrayList<>();
    for (List<Expression> conjuncts : byColumn.values()) {
      conditions.add(condition(Expressions.and(conjuncts), table, request));
    }
    for (RuntimeFilterTarget target : request.scan().runtimeFilters()) {
      RuntimeFilter published = request.runtimeFilters().find(target.filterId());
      if (published != null) {
        conditions.add(RowCondition.ofRuntimeFilter(target.column(), table, published));
      }
    }
    for (Expression conjunct : others) {
      conditions.add(condition(conjunct, table, request));
    }
    return conditions;
  }

  private static RowCondition condition(Expression condition, Schema table, ScanRequest request) {
    List<Integer> columns = List.copyOf(Expressions.columns(condition));
    Schema schema = table.select(columns);
    Expression remapped = Expressions.remapColumns(condition, columns::indexOf);
    return new RowCondition(
        columns, schema, request.expressions().predicate(remapped, schema), cannotFail(condition));
  }

  private static boolean cannotFail(Expression expression) {
    boolean isSafe =
        expression instanceof ColumnReference
            || expression instanceof Literal
            || expression instanceof And
            || expression instanceof Or
            || expression instanceof Not
            || (expression instanceof Call call && CANNOT_FAIL.contains(call.function()));
    return isSafe && expression.operands().stream().allMatch(RowConditions::cannotFail);
  }
}
