package dev.quern.optimizer.physical;

import dev.quern.optimizer.expressions.ExpressionTranslator;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The condition of a join, taken apart.
 *
 * @param keys equalities between an expression of the left and one of the right side
 * @param others everything else, over left columns then right columns
 * @param isNullAware whether this is the anti join of a NOT IN whose null rules the operator knows
 */
record JoinConditions(List<Key> keys, List<RexNode> others, boolean isNullAware) {

  /** {@code left = right}; the right expression is over the right side's own columns. */
  record Key(RexNode left, RexNode right, boolean nullSafe) {}

  static JoinConditions of(Join join, int leftSize) {
    List<RexNode> conjuncts = RelOptUtil.conjunctions(join.getCondition());
    if (join.getJoinType() == JoinRelType.ANTI && conjuncts.size() == 1) {
      Key key = notFalse(conjuncts.get(0), leftSize);
      if (key != null) {
        return new JoinConditions(List.of(key), List.of(), true);
      }
    }
    List<Key> keys = new ArrayList<>();
    List<RexNode> others = new ArrayList<>();
    for (RexNode conjunct : conjuncts) {
      Key key = key(conjunct, leftSize);
      if (key == null) {
        others.add(conjunct);
      } else {
        keys.add(key);
      }
    }
    return new JoinConditions(keys, others, false);
  }

  /** Returns the plan's form of what is not a key, or null if nothing is left. */
  @Nullable Expression residual(IntFunction<ColumnReference> columns) {
    if (others.isEmpty()) {
      return null;
    }
    ExpressionTranslator translator = new ExpressionTranslator(columns);
    return Expressions.and(others.stream().map(translator::translate).toList());
  }

  /** Recognises {@code (a = b) IS NOT FALSE}: a NOT IN's match, which a null on a side is too. */
  private static @Nullable Key notFalse(RexNode conjunct, int leftSize) {
    if (conjunct.getKind() != SqlKind.IS_NOT_FALSE) {
      return null;
    }
    RexNode equality = ((RexCall) conjunct).getOperands().get(0);
    return equality.getKind() == SqlKind.EQUALS ? key(equality, leftSize) : null;
  }

  private static @Nullable Key key(RexNode conjunct, int leftSize) {
    boolean nullSafe = conjunct.getKind() == SqlKind.IS_NOT_DISTINCT_FROM;
    if (!nullSafe && conjunct.getKind() != SqlKind.EQUALS) {
      return null;
    }
    RexNode first = ((RexCall) conjunct).getOperands().get(0);
    RexNode second = ((RexCall) conjunct).getOperands().get(1);
    if (isOf(first, 0, leftSize) && isOf(second, leftSize, Integer.MAX_VALUE)) {
      return new Key(first, RexUtil.shift(second, -leftSize), nullSafe);
    }
    if (isOf(second, 0, leftSize) && isOf(first, leftSize, Integer.MAX_VALUE)) {
      return new Key(second, RexUtil.shift(first, -leftSize), nullSafe);
    }
    return null;
  }

  /**
   * Returns whether the expression reads columns, all of them from {@code start} to {@code end}.
   */
  private static boolean isOf(RexNode node, int start, int end) {
    ImmutableBitSet columns = RelOptUtil.InputFinder.bits(node);
    return !columns.isEmpty() && columns.nth(0) >= start && columns.length() <= end;
  }
}
