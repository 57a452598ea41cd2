package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Moves sub-queries out of the condition of an outer join: each is computed for the rows of the one
 * side whose columns it compares. {@link OuterJoinPairs} takes those that look at both sides.
 */
final class OuterJoinSubQueries {
  private final Join join;
  private final RexBuilder rexBuilder;
  private final int leftSize;
  private final SubQueryJoins left;
  private final SubQueryJoins right;
  private final IdentityHashMap<RexSubQuery, RexNode> leftValues = new IdentityHashMap<>();
  private final IdentityHashMap<RexSubQuery, RexNode> rightValues = new IdentityHashMap<>();

  OuterJoinSubQueries(Join join) {
    this.join = join;
    this.rexBuilder = join.getCluster().getRexBuilder();
    this.leftSize = join.getLeft().getRowType().getFieldCount();
    Correlation none = new Correlation(null);
    this.left = new SubQueryJoins(join.getLeft(), none);
    this.right = new SubQueryJoins(join.getRight(), none);
  }

  /** Returns whether each sub-query looks at one side only. */
  boolean canRewrite(RexNode condition) {
    List<RexSubQuery> others = new ArrayList<>();
    condition.accept(
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            if (!looksAtOneSide(subQuery)) {
              others.add(subQuery);
            }
            return subQuery;
          }
        });
    return others.isEmpty();
  }

  /**
   * Returns the join without sub-queries.
   *
   * @param condition its condition, whose sub-queries have none of their own left
   */
  RelNode rewrite(RexNode condition) {
    condition.accept(
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            compute(subQuery);
            return subQuery;
          }
        });
    int newLeftSize = left.rows().getRowType().getFieldCount();
    RelNode joined =
        LogicalJoin.create(
            left.rows(),
            right.rows(),
            List.of(),
            withValues(condition, newLeftSize),
            Set.of(),
            join.getJoinType());
    List<RexNode> columns = new ArrayList<>();
    for (int i = 0; i < join.getRowType().getFieldCount(); i++) {
      columns.add(rexBuilder.makeInputRef(joined, i < leftSize ? i : newLeftSize + i - leftSize));
    }
    return LogicalProject.create(
        joined, List.of(), columns, join.getRowType().getFieldNames(), Set.of());
  }

  private boolean looksAtOneSide(RexSubQuery subQuery) {
    ImmutableBitSet used = columnsOf(subQuery);
    boolean refersToPair =
        join.getVariablesSet().stream().anyMatch(id -> new Correlation(id).isUsedIn(subQuery.rel));
    boolean isNested =
        subQuery.getOperands().stream()
            .anyMatch(operand -> RexUtil.SubQueryFinder.find(operand) != null);
    return !refersToPair
        && !isNested
        && (used.isEmpty() || used.length() <= leftSize || used.nth(0) >= leftSize);
  }

  private static ImmutableBitSet columnsOf(RexSubQuery subQuery) {
    ImmutableBitSet used = ImmutableBitSet.of();
    for (RexNode operand : subQuery.getOperands()) {
      used = used.union(RelOptUtil.InputFinder.bits(operand));
    }
    return used;
  }

  private void compute(RexSubQuery subQuery) {
    ImmutableBitSet used = columnsOf(subQuery);
    if (!used.isEmpty() && used.length() <= leftSize) {
      leftValues.put(subQuery, left.add(subQuery));
      return;
    }
    List<RexNode> operands =
        subQuery.getOperands().stream()
            .map(operand -> Columns.shift(operand, join.getRight(), -leftSize))
            .toList();
    rightValues.put(subQuery, right.add(subQuery.clone(subQuery.getType(), operands)));
  }

  private RexNode withValues(RexNode condition, int newLeftSize) {
    return condition.accept(
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexNode ofLeft = leftValues.get(subQuery);
            return ofLeft != null ? ofLeft : ofRight(subQuery);
          }

          private RexNode ofRight(RexSubQuery subQuery) {
            RexNode value = rightValues.get(subQuery);
            if (value == null) {
              throw new IllegalStateException("sub-query was not computed: " + subQuery);
            }
            return Columns.replace(
                value,
                column -> {
                  RexNode reference = rexBuilder.makeInputRef(right.rows(), column);
                  return new RexInputRef(newLeftSize + column, reference.getType());
                });
          }

          @Override
          public RexNode visitInputRef(RexInputRef reference) {
            int column = reference.getIndex();
            return column < leftSize
                ? reference
                : new RexInputRef(newLeftSize + column - leftSize, reference.getType());
          }
        });
  }
}
