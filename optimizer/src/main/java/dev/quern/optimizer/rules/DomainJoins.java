package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/** Joins of a sub-query that carry the columns of its domain along. */
final class DomainJoins {
  private final DomainDecorrelator domains;
  private final RexBuilder rexBuilder;

  DomainJoins(DomainDecorrelator domains, RexBuilder rexBuilder) {
    this.domains = domains;
    this.rexBuilder = rexBuilder;
  }

  /**
   * The side of an outer join whose rows all stay has the domain; so has the other if it needs it.
   * In a full join a row has its domain's values on one side at least.
   */
  RelNode extended(Join join) {
    boolean leftUses = domains.isUsedIn(join.getLeft());
    boolean rightUses = domains.isUsedIn(join.getRight());
    switch (join.getJoinType()) {
      case INNER:
        boolean leftHas = leftUses || !rightUses;
        return joined(join, leftHas, rightUses, leftHas);
      case LEFT:
      case SEMI:
      case ANTI:
      case LEFT_MARK:
        return joined(join, true, rightUses, true);
      case RIGHT:
        return joined(join, leftUses, true, false);
      case FULL:
        return joined(join, true, true, true);
      default:
        throw new Decorrelator.CannotDecorrelate(join);
    }
  }

  private RelNode joined(Join join, boolean leftHas, boolean rightHas, boolean fromLeft) {
    RelNode left = leftHas ? domains.extended(join.getLeft()) : join.getLeft();
    RelNode right = rightHas ? domains.extended(join.getRight()) : join.getRight();
    int leftSize = DomainDecorrelator.width(join.getLeft());
    int rightStart = DomainDecorrelator.width(left);
    RelNode pairs =
        LogicalJoin.create(
            left, right, List.of(), rexBuilder.makeLiteral(true), Set.of(), JoinRelType.INNER);
    int leftDomain = leftSize;
    int rightDomain = rightStart + DomainDecorrelator.width(join.getRight());
    List<RexNode> on = new ArrayList<>();
    on.add(
        condition(
            join.getCondition(), pairs, leftSize, rightStart, fromLeft ? leftDomain : rightDomain));
    for (int i = 0; leftHas && rightHas && i < domains.domainSize(); i++) {
      on.add(
          same(
              rexBuilder,
              rexBuilder.makeInputRef(pairs, leftDomain + i),
              rexBuilder.makeInputRef(pairs, rightDomain + i)));
    }
    RelNode node =
        LogicalJoin.create(
            left, right, List.of(), Conditions.and(left, on), Set.of(), join.getJoinType());
    return inOrder(join, node, rightStart, fromLeft ? leftDomain : rightDomain);
  }

  private RexNode condition(
      RexNode condition, RelNode pairs, int leftSize, int rightStart, int domainStart) {
    return domains.resolved(
        condition,
        domain -> rexBuilder.makeInputRef(pairs, domainStart + domain),
        column ->
            rexBuilder.makeInputRef(
                pairs, column < leftSize ? column : rightStart + column - leftSize));
  }

  /** Puts the columns of the join first and those of the domain last. */
  private RelNode inOrder(Join join, RelNode node, int rightStart, int domainStart) {
    int leftSize = DomainDecorrelator.width(join.getLeft());
    int size = DomainDecorrelator.width(join);
    List<RexNode> columns = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      columns.add(rexBuilder.makeInputRef(node, i < leftSize ? i : rightStart + i - leftSize));
    }
    for (int i = 0; i < domains.domainSize(); i++) {
      RexNode value = rexBuilder.makeInputRef(node, domainStart + i);
      columns.add(
          join.getJoinType() == JoinRelType.FULL
              ? rexBuilder.makeCall(
                  SqlStdOperatorTable.COALESCE,
                  value,
                  rexBuilder.makeInputRef(node, rightStart + size - leftSize + i))
              : value);
    }
    return LogicalProject.create(node, List.of(), columns, (List<String>) null, Set.of());
  }

  /** Returns the condition that two values of the domain are the same, nulls included. */
  static RexNode same(RexBuilder rexBuilder, RexNode first, RexNode second) {
    boolean canBeNull = first.getType().isNullable() || second.getType().isNullable();
    return rexBuilder.makeCall(
        canBeNull ? SqlStdOperatorTable.IS_NOT_DISTINCT_FROM : SqlStdOperatorTable.EQUALS,
        first,
        second);
  }
}
