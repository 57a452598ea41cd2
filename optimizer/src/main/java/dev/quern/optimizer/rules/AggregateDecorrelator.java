package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Computes an aggregation of a sub-query for all rows around at once: what the conditions compare
 * with the row around becomes a group key.
 */
final class AggregateDecorrelator {
  private final Correlation correlation;
  private final RexBuilder rexBuilder;

  AggregateDecorrelator(Correlation correlation, RexBuilder rexBuilder) {
    this.correlation = correlation;
    this.rexBuilder = rexBuilder;
  }

  Uncorrelated decorrelate(Aggregate aggregate, Uncorrelated input) {
    if (input.isTotal() || input.conditions().isEmpty()) {
      throw new Decorrelator.CannotDecorrelate(aggregate);
    }
    List<RexNode> projected = new ArrayList<>();
    List<RexNode> around = new ArrayList<>();
    for (int key : aggregate.getGroupSet()) {
      projected.add(withoutCorrelation(aggregate, input.outputs().get(key)));
    }
    List<SqlKind> comparisons = new ArrayList<>();
    for (RexNode condition : input.conditions()) {
      splitEquality(aggregate, condition, projected, around);
      comparisons.add(condition.getKind());
    }
    int keyCount = projected.size();
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      calls.add(moved(aggregate, call, input, projected));
    }
    RelNode project =
        LogicalProject.create(input.node(), List.of(), projected, (List<String>) null, Set.of());
    LogicalAggregate grouped =
        LogicalAggregate.create(
            project,
            List.of(),
            ImmutableBitSet.range(keyCount),
            null,
            retyped(calls, project, keyCount));
    List<RexNode> conditions = new ArrayList<>();
    for (int i = 0; i < around.size(); i++) {
      RexNode key = rexBuilder.makeInputRef(grouped, aggregate.getGroupCount() + i);
      conditions.add(
          rexBuilder.makeCall(
              comparisons.get(i) == SqlKind.EQUALS
                  ? SqlStdOperatorTable.EQUALS
                  : SqlStdOperatorTable.IS_NOT_DISTINCT_FROM,
              around.get(i),
              key));
    }
    return new Uncorrelated(
        grouped, conditions, outputs(aggregate, grouped, keyCount), aggregate.getGroupCount() == 0);
  }

  /** A group that has no rows is not there to say that its count is zero. */
  private List<RexNode> outputs(Aggregate aggregate, RelNode grouped, int keyCount) {
    List<RexNode> outputs = new ArrayList<>();
    for (int i = 0; i < aggregate.getGroupCount(); i++) {
      outputs.add(rexBuilder.makeInputRef(grouped, i));
    }
    for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
      RexNode result = rexBuilder.makeInputRef(grouped, keyCount + i);
      AggregateCall call = aggregate.getAggCallList().get(i);
      boolean isZeroWithoutRows = DomainAggregates.isZeroWithoutRows(call);
      boolean isNullWithoutRows = DomainAggregates.isNullWithoutRows(call);
      if (!isZeroWithoutRows && !isNullWithoutRows && aggregate.getGroupCount() == 0) {
        throw new Decorrelator.CannotDecorrelate(aggregate);
      }
      outputs.add(
          isZeroWithoutRows && aggregate.getGroupCount() == 0
              ? rexBuilder.makeCall(
                  SqlStdOperatorTable.COALESCE,
                  result,
                  rexBuilder.makeExactLiteral(java.math.BigDecimal.ZERO, result.getType()))
              : result);
    }
    return outputs;
  }

  private void splitEquality(
      Aggregate aggregate, RexNode condition, List<RexNode> inner, List<RexNode> around) {
    boolean isEquality =
        condition.getKind() == SqlKind.EQUALS
            || condition.getKind() == SqlKind.IS_NOT_DISTINCT_FROM;
    if (!isEquality) {
      throw new Decorrelator.CannotDecorrelate(aggregate);
    }
    RexNode first = ((RexCall) condition).getOperands().get(0);
    RexNode second = ((RexCall) condition).getOperands().get(1);
    boolean firstIsInner = !correlation.isUsedIn(first);
    RexNode innerSide = firstIsInner ? first : second;
    RexNode outerSide = firstIsInner ? second : first;
    boolean isSplit =
        !correlation.isUsedIn(innerSide) && RelOptUtil.InputFinder.bits(outerSide).isEmpty();
    if (!isSplit) {
      throw new Decorrelator.CannotDecorrelate(aggregate);
    }
    inner.add(innerSide);
    around.add(outerSide);
  }

  private AggregateCall moved(
      Aggregate aggregate, AggregateCall call, Uncorrelated input, List<RexNode> projected) {
    if (!call.getCollation().getFieldCollations().isEmpty() || !call.rexList.isEmpty()) {
      throw new Decorrelator.CannotDecorrelate(aggregate);
    }
    List<Integer> arguments = new ArrayList<>();
    for (int argument : call.getArgList()) {
      arguments.add(projected.size());
      projected.add(withoutCorrelation(aggregate, input.outputs().get(argument)));
    }
    int filter = -1;
    if (call.filterArg >= 0) {
      filter = projected.size();
      projected.add(withoutCorrelation(aggregate, input.outputs().get(call.filterArg)));
    }
    return call.withArgList(arguments).withFilter(filter);
  }

  /** With keys a group always has rows, so results that were nullable only without are not now. */
  private static List<AggregateCall> retyped(
      List<AggregateCall> calls, RelNode input, int keyCount) {
    List<AggregateCall> retyped = new ArrayList<>();
    for (AggregateCall call : calls) {
      retyped.add(
          AggregateCall.create(
              call.getAggregation(),
              call.isDistinct(),
              call.isApproximate(),
              call.ignoreNulls(),
              List.of(),
              call.getArgList(),
              call.filterArg,
              null,
              RelCollations.EMPTY,
              keyCount == 0,
              input,
              null,
              call.getName()));
    }
    return retyped;
  }

  private RexNode withoutCorrelation(Aggregate aggregate, RexNode node) {
    if (correlation.isUsedIn(node)) {
      throw new Decorrelator.CannotDecorrelate(aggregate);
    }
    return node;
  }
}
