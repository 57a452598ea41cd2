package dev.quern.optimizer.rules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Says {@code UNIQUE (query)} as {@code NOT EXISTS}: no row of the query, of those without nulls,
 * is there more than once.
 */
final class UniqueSubQueries extends RexShuttle {
  private final RexBuilder rexBuilder;

  UniqueSubQueries(RexBuilder rexBuilder) {
    this.rexBuilder = rexBuilder;
  }

  @Override
  public RexNode visitSubQuery(RexSubQuery subQuery) {
    return subQuery.getKind() == SqlKind.UNIQUE
        ? rexBuilder.makeCall(
            SqlStdOperatorTable.NOT, RexSubQuery.exists(repeatedRows(subQuery.rel)))
        : super.visitSubQuery(subQuery);
  }

  private RelNode repeatedRows(RelNode query) {
    List<RexNode> columns = Uncorrelated.columns(query);
    List<RexNode> known = new ArrayList<>();
    for (RexNode column : columns) {
      if (column.getType().isNullable()) {
        known.add(rexBuilder.makeCall(SqlStdOperatorTable.IS_NOT_NULL, column));
      }
    }
    RelNode rows = Conditions.filter(query, known);
    AggregateCall count = PlainCall.of(SqlStdOperatorTable.COUNT, List.of(), -1, rows, false);
    RelNode groups =
        LogicalAggregate.create(
            rows, List.of(), ImmutableBitSet.range(columns.size()), null, List.of(count));
    RexNode times = rexBuilder.makeInputRef(groups, columns.size());
    return LogicalFilter.create(
        groups,
        rexBuilder.makeCall(
            SqlStdOperatorTable.GREATER_THAN,
            times,
            rexBuilder.makeExactLiteral(BigDecimal.ONE, times.getType())));
  }
}
