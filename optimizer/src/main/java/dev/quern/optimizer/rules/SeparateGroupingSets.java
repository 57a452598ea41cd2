package dev.quern.optimizer.rules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Makes an aggregation of its own of each grouping set. The input is read once for each.
 *
 * <pre>
 * Aggregate(sets {a}, {}: median(x), grouping(a))
 *   -&gt; Union(Project(a, m, 0) over Aggregate(a, median(x) as m),
 *            Project(null, m, 1) over Aggregate(median(x) as m))
 * </pre>
 */
final class SeparateGroupingSets {
  private final RexBuilder rexBuilder;

  SeparateGroupingSets(RexBuilder rexBuilder) {
    this.rexBuilder = rexBuilder;
  }

  /** Returns whether all calls can be told from the keys that a set has. */
  static boolean canSeparate(Aggregate aggregate) {
    return aggregate.getAggCallList().stream()
        .noneMatch(call -> call.getAggregation().getKind() == SqlKind.GROUP_ID);
  }

  /**
   * Returns the same rows.
   *
   * @param each what becomes of the aggregation by one set
   */
  RelNode apply(Aggregate aggregate, UnaryOperator<RelNode> each) {
    List<RelNode> parts = new ArrayList<>();
    for (ImmutableBitSet set : aggregate.getGroupSets()) {
      List<AggregateCall> calls = new ArrayList<>();
      for (AggregateCall call : aggregate.getAggCallList()) {
        if (!isGrouping(call)) {
          calls.add(DomainAggregates.typed(call, aggregate.getInput(), set.isEmpty()));
        }
      }
      RelNode grouped = LogicalAggregate.create(aggregate.getInput(), List.of(), set, null, calls);
      parts.add(asOfAll(aggregate, set, each.apply(grouped)));
    }
    return LogicalUnion.create(parts, true);
  }

  /** Returns the rows of a set in the columns of all sets. */
  private RelNode asOfAll(Aggregate aggregate, ImmutableBitSet set, RelNode grouped) {
    List<RelDataTypeField> fields = aggregate.getRowType().getFieldList();
    List<RexNode> columns = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < fields.size(); i++) {
      RelDataType type = fields.get(i).getType();
      int call = i - aggregate.getGroupCount();
      if (call < 0 && !set.get(aggregate.getGroupSet().nth(i))) {
        columns.add(rexBuilder.makeNullLiteral(type));
      } else if (call >= 0 && isGrouping(aggregate.getAggCallList().get(call))) {
        columns.add(grouping(rexBuilder, aggregate.getAggCallList().get(call), set, type));
      } else {
        RexNode column = rexBuilder.makeInputRef(grouped, next++);
        columns.add(Columns.typed(rexBuilder, type, column));
      }
    }
    return LogicalProject.create(
        grouped, List.of(), columns, aggregate.getRowType().getFieldNames(), Set.of());
  }

  /** Returns whether a call asks which keys a row's set has. */
  static boolean isGrouping(AggregateCall call) {
    return call.getAggregation().getKind() == SqlKind.GROUPING;
  }

  /** Returns the number that has a bit for each argument, set if the set lacks it. */
  static RexNode grouping(
      RexBuilder rexBuilder, AggregateCall call, ImmutableBitSet set, RelDataType type) {
    long bits = 0;
    for (int argument : call.getArgList()) {
      bits = bits << 1 | (set.get(argument) ? 0 : 1);
    }
    return rexBuilder.makeExactLiteral(BigDecimal.valueOf(bits), type);
  }
}
