package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * An outer join whose condition has sub-queries that look at both sides. The condition is tested as
 * a filter on pairs, for the different values of the columns that it reads from the side whose rows
 * all stay; each row of that side is then outer joined to the pairs with its own values.
 *
 * <pre>
 * l LEFT JOIN r ON c(l.x, r)
 * l LEFT JOIN (SELECT * FROM (SELECT DISTINCT x FROM l) d, r WHERE c(d.x, r)) p
 *     ON l.x IS NOT DISTINCT FROM p.x
 * </pre>
 */
final class OuterJoinPairs {
  private final Join join;
  private final RexBuilder rexBuilder;
  private final int leftSize;
  private final int size;
  private final boolean staysLeft;
  private final List<Integer> used;

  /**
   * @param join a left or right join
   * @param used the columns, of both sides, that its condition reads
   */
  OuterJoinPairs(Join join, ImmutableBitSet used) {
    this.join = join;
    this.rexBuilder = join.getCluster().getRexBuilder();
    this.leftSize = join.getLeft().getRowType().getFieldCount();
    this.size = join.getRowType().getFieldCount();
    this.staysLeft = join.getJoinType() == JoinRelType.LEFT;
    ImmutableBitSet staying =
        staysLeft ? ImmutableBitSet.range(leftSize) : ImmutableBitSet.range(leftSize, size);
    this.used = used.intersect(staying).asList();
  }

  /** Returns all pairs in the columns of the join; what the condition does not read is null. */
  RelNode pairs() {
    RelNode values = different();
    RelNode left = staysLeft ? values : join.getLeft();
    RelNode right = staysLeft ? join.getRight() : values;
    RelNode cross =
        LogicalJoin.create(
            left, right, List.of(), rexBuilder.makeLiteral(true), Set.of(), JoinRelType.INNER);
    int rightStart = left.getRowType().getFieldCount();
    List<RexNode> columns = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      boolean isOfStaying = (i < leftSize) == staysLeft;
      int offset = i < leftSize ? i : rightStart + i - leftSize;
      int place = used.indexOf(i) + (staysLeft ? 0 : rightStart);
      if (isOfStaying && !used.contains(i)) {
        columns.add(rexBuilder.makeNullLiteral(type(i)));
      } else {
        columns.add(rexBuilder.makeInputRef(cross, isOfStaying ? place : offset));
      }
    }
    return LogicalProject.create(cross, List.of(), columns, (List<String>) null, Set.of());
  }

  /**
   * Returns the join.
   *
   * @param pairs those that meet the condition
   */
  RelNode joined(RelNode pairs) {
    RelNode left = staysLeft ? join.getLeft() : pairs;
    RelNode right = staysLeft ? pairs : join.getRight();
    int rightStart = left.getRowType().getFieldCount();
    RelNode both =
        LogicalJoin.create(
            left, right, List.of(), rexBuilder.makeLiteral(true), Set.of(), JoinRelType.INNER);
    List<RexNode> on = new ArrayList<>();
    for (int column : used) {
      int staying = staysLeft ? column : rightStart + column - leftSize;
      int paired = staysLeft ? rightStart + column : column;
      on.add(
          DomainJoins.same(
              rexBuilder,
              rexBuilder.makeInputRef(both, staying),
              rexBuilder.makeInputRef(both, paired)));
    }
    RelNode joined =
        LogicalJoin.create(
            left, right, List.of(), Conditions.and(left, on), Set.of(), join.getJoinType());
    List<RexNode> columns = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      boolean isOfLeftInput = i < leftSize;
      int place = isOfLeftInput || !staysLeft ? i : rightStart + i;
      if (!staysLeft && !isOfLeftInput) {
        place = rightStart + i - leftSize;
      }
      columns.add(
          rexBuilder.ensureType(
              join.getRowType().getFieldList().get(i).getType(),
              rexBuilder.makeInputRef(joined, place),
              true));
    }
    return LogicalProject.create(
        joined, List.of(), columns, join.getRowType().getFieldNames(), Set.of());
  }

  private RelNode different() {
    RelNode side = staysLeft ? join.getLeft() : join.getRight();
    List<RexNode> picks = new ArrayList<>();
    for (int column : used) {
      picks.add(new RexInputRef(staysLeft ? column : column - leftSize, type(side, column)));
    }
    RelNode values = LogicalProject.create(side, List.of(), picks, (List<String>) null, Set.of());
    return LogicalAggregate.create(
        values, List.of(), ImmutableBitSet.range(picks.size()), null, List.of());
  }

  private org.apache.calcite.rel.type.RelDataType type(RelNode side, int column) {
    int index = staysLeft ? column : column - leftSize;
    return side.getRowType().getFieldList().get(index).getType();
  }

  private org.apache.calcite.rel.type.RelDataType type(int column) {
    return rexBuilder
        .getTypeFactory()
        .createTypeWithNullability(join.getRowType().getFieldList().get(column).getType(), true);
  }
}
