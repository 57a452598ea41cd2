package dev.quern.optimizer.rules;

import dev.quern.optimizer.expressions.ColumnPicks;
import dev.quern.optimizer.statistics.Estimator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Groups only the rows whose groups a join above will use, where the other side of the join has few
 * keys and is cheap to read twice.
 *
 * <pre>
 * Join(k = p) of Aggregate(k) over X and P
 *   -&gt; Join(k = p) of Aggregate(k) over (X semi join P on k = p) and P
 * </pre>
 */
final class NarrowAggregates {
  private static final double FEW_KEYS = 0.2;
  private static final double CHEAP = 0.25;

  private final Estimator estimator;
  private final RexBuilder rexBuilder;

  NarrowAggregates(Estimator estimator, RexBuilder rexBuilder) {
    this.estimator = estimator;
    this.rexBuilder = rexBuilder;
  }

  RelNode apply(RelNode node) {
    List<RelNode> inputs = new ArrayList<>();
    for (RelNode input : node.getInputs()) {
      inputs.add(apply(input));
    }
    RelNode rebuilt =
        inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
    return rebuilt instanceof Join join ? join(join) : rebuilt;
  }

  /** Two columns, each by the index in its own side. */
  private record Key(int grouped, int other) {}

  private RelNode join(Join join) {
    RelNode left = join.getLeft();
    RelNode right = join.getRight();
    boolean dropsLeft =
        join.getJoinType() == JoinRelType.INNER
            || join.getJoinType() == JoinRelType.SEMI
            || join.getJoinType() == JoinRelType.RIGHT;
    boolean dropsRight =
        join.getJoinType() == JoinRelType.INNER
            || join.getJoinType() == JoinRelType.SEMI
            || join.getJoinType() == JoinRelType.ANTI
            || join.getJoinType() == JoinRelType.LEFT;
    RelNode newLeft = dropsLeft ? narrowed(left, keys(join, true), right) : left;
    RelNode newRight = dropsRight ? narrowed(right, keys(join, false), left) : right;
    List<RelNode> inputs = List.of(newLeft, newRight);
    return inputs.equals(join.getInputs()) ? join : join.copy(join.getTraitSet(), inputs);
  }

  private static List<Key> keys(Join join, boolean ofLeft) {
    int leftSize = join.getLeft().getRowType().getFieldCount();
    List<Key> keys = new ArrayList<>();
    for (RexNode condition : RelOptUtil.conjunctions(join.getCondition())) {
      if (condition.getKind() == SqlKind.EQUALS) {
        int first = ColumnPicks.index(((RexCall) condition).getOperands().get(0));
        int second = ColumnPicks.index(((RexCall) condition).getOperands().get(1));
        int left = Math.min(first, second);
        int right = Math.max(first, second) - leftSize;
        if (left >= 0 && left < leftSize && right >= 0) {
          keys.add(ofLeft ? new Key(left, right) : new Key(right, left));
        }
      }
    }
    return keys;
  }

  private RelNode narrowed(RelNode side, List<Key> keys, RelNode other) {
    if (keys.isEmpty()) {
      return side;
    }
    if (side instanceof Filter filter) {
      return replaceInput(filter, narrowed(filter.getInput(), keys, other));
    }
    if (side instanceof Project project) {
      List<Key> moved = new ArrayList<>();
      for (Key key : keys) {
        int column = ColumnPicks.index(project.getProjects().get(key.grouped()));
        if (column >= 0) {
          moved.add(new Key(column, key.other()));
        }
      }
      return replaceInput(project, narrowed(project.getInput(), moved, other));
    }
    return side instanceof Aggregate aggregate ? aggregate(aggregate, keys, other) : side;
  }

  private RelNode aggregate(Aggregate aggregate, List<Key> keys, RelNode other) {
    List<Key> moved = new ArrayList<>();
    double otherKeys = 1;
    for (Key key : keys) {
      if (key.grouped() < aggregate.getGroupCount()) {
        moved.add(new Key(aggregate.getGroupSet().nth(key.grouped()), key.other()));
        otherKeys *= estimator.estimate(other).column(key.other()).distinctCount();
      }
    }
    RelNode input = aggregate.getInput();
    boolean pays =
        otherKeys < FEW_KEYS * estimator.estimate(aggregate).rows()
            && rowsRead(other) < CHEAP * estimator.estimate(input).rows();
    if (moved.isEmpty() || !pays || aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
      return aggregate;
    }
    return replaceInput(aggregate, semiJoined(input, moved, other));
  }

  private RelNode semiJoined(RelNode input, List<Key> keys, RelNode other) {
    int size = input.getRowType().getFieldCount();
    List<RexNode> on = new ArrayList<>();
    for (Key key : keys) {
      on.add(
          rexBuilder.makeCall(
              SqlStdOperatorTable.EQUALS,
              rexBuilder.makeInputRef(input, key.grouped()),
              new RexInputRef(
                  size + key.other(),
                  other.getRowType().getFieldList().get(key.other()).getType())));
    }
    return LogicalJoin.create(
        input, other, List.of(), Conditions.and(input, on), Set.of(), JoinRelType.SEMI);
  }

  private double rowsRead(RelNode node) {
    return node instanceof TableScan
        ? estimator.estimate(node).rows()
        : node.getInputs().stream().mapToDouble(this::rowsRead).sum();
  }

  private static RelNode replaceInput(RelNode node, RelNode input) {
    return node.getInput(0).equals(input) ? node : node.copy(node.getTraitSet(), List.of(input));
  }
}
