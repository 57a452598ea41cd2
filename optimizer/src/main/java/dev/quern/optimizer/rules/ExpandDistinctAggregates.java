package dev.quern.optimizer.rules;

import dev.quern.optimizer.statistics.Estimator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Computes DISTINCT aggregates by grouping twice: first by the keys and the distinct arguments,
 * which many tasks can do, then by the keys. Only where there are too few groups to keep all tasks
 * busy, all distinct calls have the same arguments, and the results of the others can be added up;
 * otherwise one operator does all.
 *
 * <pre>
 * Aggregate(k, count(distinct x), sum(y))
 *   -&gt; Aggregate(k, count(x), sum(s)) over Aggregate(k, x, sum(y) as s)
 * </pre>
 */
final class ExpandDistinctAggregates {
  private static final double FEW_GROUPS = 10_000;

  private final Estimator estimator;
  private final RexBuilder rexBuilder;

  ExpandDistinctAggregates(Estimator estimator, RexBuilder rexBuilder) {
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
    return rebuilt instanceof Aggregate aggregate
            && canExpand(aggregate)
            && estimator.estimate(aggregate).rows() <= FEW_GROUPS
        ? expanded(aggregate)
        : rebuilt;
  }

  private static boolean canExpand(Aggregate aggregate) {
    List<Integer> distinct = null;
    for (AggregateCall call : aggregate.getAggCallList()) {
      boolean isPlain =
          call.getCollation().getFieldCollations().isEmpty() && call.rexList.isEmpty();
      if (!isPlain) {
        return false;
      }
      if (isDistinct(call)) {
        if (call.hasFilter() || (distinct != null && !distinct.equals(call.getArgList()))) {
          return false;
        }
        distinct = call.getArgList();
      } else if (!canAddUp(call)) {
        return false;
      }
    }
    return distinct != null && aggregate.getGroupType() == Aggregate.Group.SIMPLE;
  }

  private static boolean isDistinct(AggregateCall call) {
    SqlKind kind = call.getAggregation().getKind();
    return call.isDistinct() && kind != SqlKind.MIN && kind != SqlKind.MAX;
  }

  private static boolean canAddUp(AggregateCall call) {
    switch (call.getAggregation().getKind()) {
      case COUNT:
      case SUM:
      case SUM0:
      case MIN:
      case MAX:
        return true;
      default:
        return false;
    }
  }

  private RelNode expanded(Aggregate aggregate) {
    ImmutableBitSet arguments = ImmutableBitSet.of();
    List<AggregateCall> firstCalls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      if (isDistinct(call)) {
        arguments = ImmutableBitSet.of(call.getArgList());
      } else {
        firstCalls.add(call.withDistinct(false));
      }
    }
    ImmutableBitSet firstKeys = aggregate.getGroupSet().union(arguments);
    List<AggregateCall> typed = new ArrayList<>();
    for (AggregateCall call : firstCalls) {
      typed.add(
          PlainCall.of(
              call.getAggregation(),
              call.getArgList(),
              call.filterArg,
              aggregate.getInput(),
              false));
    }
    RelNode first =
        LogicalAggregate.create(aggregate.getInput(), List.of(), firstKeys, null, typed);
    RelNode second =
        LogicalAggregate.create(
            first,
            List.of(),
            ImmutableBitSet.of(
                aggregate.getGroupSet().asList().stream().map(firstKeys::indexOf).toList()),
            null,
            secondCalls(aggregate, firstKeys, first));
    return typed(second, aggregate);
  }

  private static List<AggregateCall> secondCalls(
      Aggregate aggregate, ImmutableBitSet firstKeys, RelNode first) {
    List<AggregateCall> calls = new ArrayList<>();
    boolean hasEmptyGroup = aggregate.getGroupCount() == 0;
    int partial = firstKeys.cardinality();
    for (AggregateCall call : aggregate.getAggCallList()) {
      if (isDistinct(call)) {
        List<Integer> moved = call.getArgList().stream().map(firstKeys::indexOf).toList();
        calls.add(PlainCall.of(call.getAggregation(), moved, -1, first, hasEmptyGroup));
      } else {
        boolean isCount = call.getAggregation().getKind() == SqlKind.COUNT;
        SqlAggFunction total = isCount ? SqlStdOperatorTable.SUM0 : call.getAggregation();
        calls.add(PlainCall.of(total, List.of(partial++), -1, first, hasEmptyGroup));
      }
    }
    return calls;
  }

  /** Sums of sums are wider than sums. */
  private RelNode typed(RelNode grouped, Aggregate original) {
    if (RelOptUtil.areRowTypesEqual(grouped.getRowType(), original.getRowType(), false)) {
      return grouped;
    }
    List<RexNode> columns = new ArrayList<>();
    for (int i = 0; i < original.getRowType().getFieldCount(); i++) {
      columns.add(
          rexBuilder.ensureType(
              original.getRowType().getFieldList().get(i).getType(),
              rexBuilder.makeInputRef(grouped, i),
              true));
    }
    return LogicalProject.create(
        grouped, List.of(), columns, original.getRowType().getFieldNames(), Set.of());
  }
}
