package dev.quern.optimizer.rules;

import dev.quern.plan.functions.FunctionSignature;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;

/** Aggregations of a sub-query, grouped by the columns of its domain as well. */
final class DomainAggregates {
  private static final String APPROXIMATE_COUNT = "approx_count_distinct";

  private final DomainDecorrelator domains;
  private final RexBuilder rexBuilder;

  DomainAggregates(DomainDecorrelator domains, RexBuilder rexBuilder) {
    this.domains = domains;
    this.rexBuilder = rexBuilder;
  }

  RelNode extended(Aggregate aggregate) {
    if (aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
      return new DomainGroupingSets(domains, this, rexBuilder).extended(aggregate);
    }
    return grouped(aggregate, List.of(aggregate.getGroupSet()));
  }

  /** Returns the groups of some of the sets, with the domain's columns last. */
  RelNode grouped(Aggregate aggregate, List<ImmutableBitSet> sets) {
    RelNode input = domains.extended(aggregate.getInput());
    int inputSize = DomainDecorrelator.width(aggregate.getInput());
    ImmutableBitSet domainKeys = ImmutableBitSet.range(inputSize, inputSize + domains.domainSize());
    ImmutableBitSet keys = aggregate.getGroupSet().union(domainKeys);
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      calls.add(typed(call, input, false));
    }
    List<ImmutableBitSet> keySets = sets.stream().map(set -> set.union(domainKeys)).toList();
    RelNode grouped = LogicalAggregate.create(input, List.of(), keys, keySets, calls);
    int keyCount = aggregate.getGroupCount();
    if (keyCount == 0) {
      return withEmptyGroups(aggregate, grouped);
    }
    List<RexNode> columns = Uncorrelated.columns(grouped);
    int domainEnd = keyCount + domains.domainSize();
    List<RexNode> ordered = new ArrayList<>(columns.subList(0, keyCount));
    ordered.addAll(columns.subList(domainEnd, columns.size()));
    ordered.addAll(columns.subList(keyCount, domainEnd));
    return LogicalProject.create(grouped, List.of(), ordered, (List<String>) null, Set.of());
  }

  /** Without keys there is a result for every value of the domain, also for one without rows. */
  private RelNode withEmptyGroups(Aggregate aggregate, RelNode grouped) {
    int size = domains.domainSize();
    RelNode pairs = join(grouped, List.of(), JoinRelType.INNER);
    List<RexNode> on = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      on.add(
          DomainJoins.same(
              rexBuilder,
              rexBuilder.makeInputRef(pairs, i),
              rexBuilder.makeInputRef(pairs, size + i)));
    }
    RelNode joined = join(grouped, on, JoinRelType.LEFT);
    List<RexNode> columns = new ArrayList<>();
    for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
      RexNode result = rexBuilder.makeInputRef(joined, 2 * size + i);
      columns.add(orEmpty(aggregate, aggregate.getAggCallList().get(i), result));
    }
    columns.addAll(Uncorrelated.columns(joined).subList(0, size));
    return LogicalProject.create(joined, List.of(), columns, (List<String>) null, Set.of());
  }

  private RelNode join(RelNode grouped, List<RexNode> on, JoinRelType type) {
    return LogicalJoin.create(
        domains.domain(), grouped, List.of(), Conditions.and(grouped, on), Set.of(), type);
  }

  /** Counts are never null; those of Calcite are typed so, the approximate one is not. */
  static boolean isZeroWithoutRows(AggregateCall call) {
    SqlKind kind = call.getAggregation().getKind();
    return kind == SqlKind.COUNT
        || kind == SqlKind.SUM0
        || call.getAggregation().getName().equalsIgnoreCase(APPROXIMATE_COUNT);
  }

  /** What an aggregate of the program gives for no rows is its own matter. */
  static boolean isNullWithoutRows(AggregateCall call) {
    return call.getType().isNullable()
        && !isZeroWithoutRows(call)
        && !call.getAggregation().getName().startsWith(FunctionSignature.JAVA_PREFIX);
  }

  /** Returns the result, or what the aggregate gives for no rows. */
  private RexNode orEmpty(Aggregate aggregate, AggregateCall call, RexNode result) {
    RelDataType type = call.getType();
    if (isZeroWithoutRows(call)) {
      return rexBuilder.ensureType(
          type,
          rexBuilder.makeCall(
              SqlStdOperatorTable.COALESCE,
              result,
              rexBuilder.makeExactLiteral(BigDecimal.ZERO, type)),
          true);
    }
    if (!isNullWithoutRows(call)) {
      throw new Decorrelator.CannotDecorrelate(aggregate);
    }
    return rexBuilder.ensureType(type, result, true);
  }

  /**
   * @param withoutKeys whether there can be a result for no rows
   */
  static AggregateCall typed(AggregateCall call, RelNode input, boolean withoutKeys) {
    return AggregateCall.create(
        call.getAggregation(),
        call.isDistinct(),
        call.isApproximate(),
        call.ignoreNulls(),
        call.rexList,
        call.getArgList(),
        call.filterArg,
        call.distinctKeys,
        call.getCollation(),
        withoutKeys,
        input,
        null,
        call.getName());
  }
}
