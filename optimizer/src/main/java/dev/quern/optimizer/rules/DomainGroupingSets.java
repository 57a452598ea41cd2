package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Grouping sets of a sub-query for all values of its domain. The domain's columns join every set
 * but the empty one, which has a row also where there is nothing to group, and so is an aggregation
 * of its own.
 */
final class DomainGroupingSets {
  private final DomainDecorrelator domains;
  private final DomainAggregates aggregates;
  private final RexBuilder rexBuilder;

  DomainGroupingSets(
      DomainDecorrelator domains, DomainAggregates aggregates, RexBuilder rexBuilder) {
    this.domains = domains;
    this.aggregates = aggregates;
    this.rexBuilder = rexBuilder;
  }

  RelNode extended(Aggregate aggregate) {
    boolean hasUnknown =
        aggregate.getAggCallList().stream()
            .anyMatch(call -> call.getAggregation().getKind() == SqlKind.GROUP_ID);
    if (hasUnknown) {
      throw new Decorrelator.CannotDecorrelate(aggregate);
    }
    List<ImmutableBitSet> sets =
        aggregate.getGroupSets().stream().filter(set -> !set.isEmpty()).toList();
    RelNode grouped = aggregates.grouped(aggregate, sets);
    if (sets.size() == aggregate.getGroupSets().size()) {
      return grouped;
    }
    RelNode total = total(aggregate, grouped);
    return LogicalUnion.create(List.of(grouped, total), true);
  }

  /**
   * Returns the row of the empty set for each value of the domain, in the columns of the others.
   */
  private RelNode total(Aggregate aggregate, RelNode grouped) {
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      if (!SeparateGroupingSets.isGrouping(call)) {
        calls.add(DomainAggregates.typed(call, aggregate.getInput(), true));
      }
    }
    RelNode rows =
        domains.extended(
            LogicalAggregate.create(
                aggregate.getInput(), List.of(), ImmutableBitSet.of(), null, calls));
    List<RexNode> columns = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < grouped.getRowType().getFieldCount(); i++) {
      RelDataType type = grouped.getRowType().getFieldList().get(i).getType();
      int call = i - aggregate.getGroupCount();
      if (call < 0) {
        columns.add(rexBuilder.makeNullLiteral(type));
      } else if (call < aggregate.getAggCallList().size()
          && SeparateGroupingSets.isGrouping(aggregate.getAggCallList().get(call))) {
        columns.add(
            SeparateGroupingSets.grouping(
                rexBuilder, aggregate.getAggCallList().get(call), ImmutableBitSet.of(), type));
      } else {
        columns.add(rexBuilder.makeInputRef(rows, next));
        next++;
      }
    }
    return LogicalProject.create(rows, List.of(), columns, (List<String>) null, Set.of());
  }
}
