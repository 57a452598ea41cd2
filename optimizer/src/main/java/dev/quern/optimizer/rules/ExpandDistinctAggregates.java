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
 *
 * <p>Different arguments could be different grouping sets of the first grouping, and the filter of
 * a distinct call a part of its argument. With two threads both are slower than one operator (15.2
 * s instead of 12.7 s, 2.4 s instead of 2.0 s, over 60 million rows).
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
        ? typed(expanded(aggregate), aggregate)
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
      case AVG:
        return true;
      default:
        return false;
    }
  }

  /** Returns the functions whose results for parts of a group give that of a call for all of it. */
  private static List<SqlAggFunction> parts(AggregateCall call) {
    return call.getAggregation().getKind() == SqlKind.AVG
        ? List.of(SqlStdOperatorTable.SUM, SqlStdOperatorTable.COUNT)
        : List.of(call.getAggregation());
  }

  /** Returns the function that puts together what the first grouping has computed for a call. */
  private static SqlAggFunction total(AggregateCall call) {
    SqlAggFunction function = call.getAggregation();
    if (isDistinct(call)) {
      return function;
    }
    switch (function.getKind()) {
      case COUNT:
        return SqlStdOperatorTable.SUM0;
      case AVG:
        return AverageOfSums.INSTANCE;
      default:
        return function;
    }
  }

  private static RelNode expanded(Aggregate aggregate) {
    ImmutableBitSet.Builder keysAndArguments = aggregate.getGroupSet().rebuild();
    List<AggregateCall> firstCalls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      if (isDistinct(call)) {
        keysAndArguments.addAll(call.getArgList());
      } else {
        parts(call).forEach(part -> addOnce(firstCalls, firstCall(part, call, aggregate)));
      }
    }
    ImmutableBitSet firstKeys = keysAndArguments.build();
    RelNode first =
        LogicalAggregate.create(aggregate.getInput(), List.of(), firstKeys, null, firstCalls);
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      List<Integer> columns = new ArrayList<>();
      if (isDistinct(call)) {
        call.getArgList().forEach(argument -> columns.add(firstKeys.indexOf(argument)));
      } else {
        for (SqlAggFunction part : parts(call)) {
          int place = firstCalls.indexOf(firstCall(part, call, aggregate));
          columns.add(firstKeys.cardinality() + place);
        }
      }
      boolean hasEmptyGroup = aggregate.getGroupCount() == 0;
      calls.add(PlainCall.of(total(call), columns, -1, first, hasEmptyGroup));
    }
    ImmutableBitSet keys =
        ImmutableBitSet.of(
            aggregate.getGroupSet().asList().stream().map(firstKeys::indexOf).toList());
    return LogicalAggregate.create(first, List.of(), keys, null, calls);
  }

  private static void addOnce(List<AggregateCall> calls, AggregateCall call) {
    if (!calls.contains(call)) {
      calls.add(call);
    }
  }

  private static AggregateCall firstCall(
      SqlAggFunction part, AggregateCall call, Aggregate aggregate) {
    return PlainCall.of(part, call.getArgList(), call.filterArg, aggregate.getInput(), false);
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
