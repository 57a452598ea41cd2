package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.Strong;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Distributes the conditions above and of a join over its sides. An outer join whose missing rows
 * the conditions above would drop anyway becomes an inner one.
 */
final class PushIntoJoin {
  private final PushPredicates predicates;
  private final RexBuilder rexBuilder;

  PushIntoJoin(PushPredicates predicates, RexBuilder rexBuilder) {
    this.predicates = predicates;
    this.rexBuilder = rexBuilder;
  }

  RelNode push(Join join, List<RexNode> above) {
    int leftSize = join.getLeft().getRowType().getFieldCount();
    int joinedSize = leftSize + join.getRight().getRowType().getFieldCount();
    JoinRelType type = withoutMissingRows(join.getJoinType(), above, leftSize, joinedSize);
    List<RexNode> left = new ArrayList<>();
    List<RexNode> right = new ArrayList<>();
    List<RexNode> stay = new ArrayList<>();
    List<RexNode> on = new ArrayList<>();
    ImmutableBitSet leftColumns = ImmutableBitSet.range(leftSize);
    ImmutableBitSet rightColumns = ImmutableBitSet.range(leftSize, joinedSize);
    for (RexNode condition : above) {
      ImmutableBitSet used = RelOptUtil.InputFinder.bits(condition);
      boolean canMove = RexUtil.isDeterministic(condition);
      if (canMove && keepsLeft(type) && leftColumns.contains(used)) {
        left.add(condition);
      } else if (canMove && keepsRight(type) && rightColumns.contains(used)) {
        right.add(condition);
      } else if (type == JoinRelType.INNER) {
        on.add(condition);
      } else {
        stay.add(condition);
      }
    }
    for (RexNode condition : Conditions.conjuncts(rexBuilder, join.getCondition())) {
      ImmutableBitSet used = RelOptUtil.InputFinder.bits(condition);
      boolean canMove = RexUtil.isDeterministic(condition) && !used.isEmpty();
      if (canMove && onlyFiltersLeft(type) && leftColumns.contains(used)) {
        left.add(condition);
      } else if (canMove && onlyFiltersRight(type) && rightColumns.contains(used)) {
        right.add(condition);
      } else {
        on.add(condition);
      }
    }
    return rebuild(join, type, left, right, on, stay);
  }

  private RelNode rebuild(
      Join join,
      JoinRelType type,
      List<RexNode> left,
      List<RexNode> right,
      List<RexNode> on,
      List<RexNode> stay) {
    int leftSize = join.getLeft().getRowType().getFieldCount();
    RelNode newLeft = predicates.push(join.getLeft(), left);
    List<RexNode> shifted =
        right.stream()
            .map(condition -> Columns.shift(condition, join.getRight(), -leftSize))
            .toList();
    RelNode newRight = predicates.push(join.getRight(), shifted);
    List<RexNode> typedOn =
        on.stream().map(condition -> retyped(condition, newLeft, newRight)).toList();
    RelNode newJoin =
        LogicalJoin.create(
            newLeft, newRight, List.of(), Conditions.and(join, typedOn), java.util.Set.of(), type);
    RelNode same = RelOptUtil.createCastRel(newJoin, join.getRowType(), false);
    List<RexNode> typedStay =
        stay.stream().map(condition -> Columns.shift(condition, same, 0)).toList();
    return Conditions.filter(same, typedStay);
  }

  /** Columns of a side that is no longer outer joined can't be null because of it. */
  private static RexNode retyped(RexNode condition, RelNode left, RelNode right) {
    int leftSize = left.getRowType().getFieldCount();
    return Columns.replace(
        condition,
        column -> {
          RelNode side = column < leftSize ? left : right;
          int index = column < leftSize ? column : column - leftSize;
          return new RexInputRef(column, side.getRowType().getFieldList().get(index).getType());
        });
  }

  private static JoinRelType withoutMissingRows(
      JoinRelType type, List<RexNode> above, int leftSize, int joinedSize) {
    JoinRelType simpler = type;
    for (RexNode condition : above) {
      if (simpler.generatesNullsOnRight()
          && Strong.isNotTrue(condition, ImmutableBitSet.range(leftSize, joinedSize))) {
        simpler = simpler.cancelNullsOnRight();
      }
      if (simpler.generatesNullsOnLeft()
          && Strong.isNotTrue(condition, ImmutableBitSet.range(leftSize))) {
        simpler = simpler.cancelNullsOnLeft();
      }
    }
    return simpler;
  }

  /** Returns whether a condition on left columns of the output is one on the left side's rows. */
  private static boolean keepsLeft(JoinRelType type) {
    switch (type) {
      case INNER:
      case LEFT:
      case SEMI:
      case ANTI:
      case LEFT_MARK:
        return true;
      default:
        return false;
    }
  }

  private static boolean keepsRight(JoinRelType type) {
    return type == JoinRelType.INNER || type == JoinRelType.RIGHT;
  }

  /** Returns whether a left row that fails the join's condition gives no output row. */
  private static boolean onlyFiltersLeft(JoinRelType type) {
    return type == JoinRelType.INNER || type == JoinRelType.RIGHT || type == JoinRelType.SEMI;
  }

  /** Returns whether a right row that fails the join's condition gives no output row. */
  private static boolean onlyFiltersRight(JoinRelType type) {
    switch (type) {
      case INNER:
      case LEFT:
      case SEMI:
      case ANTI:
      case LEFT_MARK:
        return true;
      default:
        return false;
    }
  }
}
