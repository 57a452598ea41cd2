package dev.quern.executor.formats.listing;

import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.expressions.Not;
import dev.quern.plan.expressions.Or;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a condition says of the partition columns alone.
 *
 * <pre>
 * year = 2024 AND price &gt; 10                                   year = 2024
 * (year = 2024 AND price &gt; 10) OR (year = 2023 AND qty = 1)   year = 2024 OR year = 2023
 * NOT (year = 2024 OR price &gt; 10)                              NOT year = 2024
 * year = 2024 OR price &gt; 10                                    nothing
 * </pre>
 */
final class PartitionCondition {
  private final int firstPartitionColumn;

  /**
   * @param firstPartitionColumn index from which on the table's columns are partition columns
   */
  PartitionCondition(int firstPartitionColumn) {
    this.firstPartitionColumn = firstPartitionColumn;
  }

  /**
   * Returns a condition over partition columns that is true wherever {@code condition} is true;
   * null if there is none.
   */
  @Nullable Expression impliedBy(Expression condition) {
    return implied(condition, false);
  }

  private @Nullable Expression implied(Expression condition, boolean isNegated) {
    if (condition instanceof Not not) {
      return implied(not.operands().get(0), !isNegated);
    }
    if (condition instanceof And || condition instanceof Or) {
      return impliedByParts(condition, isNegated);
    }
    SortedSet<Integer> columns = Expressions.columns(condition);
    if (columns.isEmpty() || columns.first() < firstPartitionColumn) {
      return null;
    }
    return isNegated ? new Not(condition) : condition;
  }

  private @Nullable Expression impliedByParts(Expression condition, boolean isNegated) {
    boolean needsAll = condition instanceof And != isNegated;
    List<Expression> implied = new ArrayList<>();
    for (Expression part : condition.operands()) {
      Expression ofPart = implied(part, isNegated);
      if (ofPart != null) {
        implied.add(ofPart);
      } else if (!needsAll) {
        return null;
      }
    }
    if (implied.isEmpty()) {
      return null;
    }
    if (implied.size() == 1) {
      return implied.get(0);
    }
    return needsAll ? new And(implied) : new Or(implied);
  }
}
