package dev.quern.optimizer.rules;

import dev.quern.optimizer.expressions.ExpressionTranslator;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/** Takes conditions apart and puts them together. */
final class Conditions {
  private Conditions() {}

  /**
   * Returns conditions that together mean the same: operands of AND one by one, what all operands
   * of an OR have in common before the OR, none that is always true.
   */
  static List<RexNode> conjuncts(RexBuilder builder, RexNode condition) {
    List<RexNode> conjuncts = new ArrayList<>();
    for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
      RexNode factored = RexUtil.pullFactors(builder, conjunct);
      for (RexNode part : RelOptUtil.conjunctions(factored)) {
        if (!isTrue(part) && !conjuncts.contains(part)) {
          conjuncts.add(part);
        }
      }
    }
    return conjuncts;
  }

  /** Returns the rows of {@code input} that meet all conditions. */
  static RelNode filter(RelNode input, List<RexNode> conditions) {
    if (conditions.isEmpty()) {
      return input;
    }
    if (conditions.stream().anyMatch(Conditions::isNeverTrue)) {
      return LogicalValues.createEmpty(input.getCluster(), input.getRowType());
    }
    return LogicalFilter.create(input, and(input, conditions));
  }

  static RexNode and(RelNode any, List<RexNode> conditions) {
    return RexUtil.composeConjunction(any.getCluster().getRexBuilder(), conditions);
  }

  /** Returns whether a condition without columns is known to be true. */
  static boolean isTrue(RexNode condition) {
    Literal value = constant(condition);
    return value != null && Objects.equals(value.value(), true);
  }

  private static boolean isNeverTrue(RexNode condition) {
    Literal value = constant(condition);
    return value != null && !Objects.equals(value.value(), true);
  }

  private static @org.jspecify.annotations.Nullable Literal constant(RexNode condition) {
    if (!RelOptUtil.InputFinder.bits(condition).isEmpty() || !RexUtil.isConstant(condition)) {
      return null;
    }
    try {
      Expression value =
          new ExpressionTranslator(
                  column -> {
                    throw new IllegalStateException("a constant reads column " + column);
                  })
              .translate(condition);
      return value instanceof Literal literal ? literal : null;
    } catch (QueryException e) {
      // Not a constant that is understood here; the physical planner will refuse it by name.
      return null;
    }
  }
}
