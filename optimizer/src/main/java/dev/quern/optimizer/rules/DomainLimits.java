package dev.quern.optimizer.rules;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBounds;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;

/** What looks at several rows of a sub-query: limits and windows, for each domain value alone. */
final class DomainLimits {
  private final RexBuilder rexBuilder;

  DomainLimits(RexBuilder rexBuilder) {
    this.rexBuilder = rexBuilder;
  }

  /**
   * Numbers the rows of each domain value in the order of {@code sort} and keeps those that its
   * limit and offset ask for.
   *
   * @param input the sort's input, extended by the domain
   */
  RelNode limited(Sort sort, RelNode input) {
    int size = sort.getRowType().getFieldCount();
    List<RexNode> columns = Uncorrelated.columns(input);
    List<RexNode> numbered = new ArrayList<>(columns);
    numbered.add(rowNumber(sort, columns, columns.subList(size, columns.size())));
    RelNode withNumber =
        LogicalProject.create(input, List.of(), numbered, (List<String>) null, Set.of());
    RexNode number = rexBuilder.makeInputRef(withNumber, columns.size());
    BigDecimal offset = constant(sort.offset, sort);
    List<RexNode> kept = new ArrayList<>();
    kept.add(compare(SqlStdOperatorTable.GREATER_THAN, number, offset));
    if (sort.fetch != null) {
      kept.add(
          compare(
              SqlStdOperatorTable.LESS_THAN_OR_EQUAL,
              number,
              offset.add(constant(sort.fetch, sort))));
    }
    return LogicalProject.create(
        Conditions.filter(withNumber, kept), List.of(), columns, (List<String>) null, Set.of());
  }

  /** Partitions all windows of an expression by the domain's columns too. */
  RexNode perDomainValue(RexNode expression, List<RexNode> domainColumns) {
    return expression.accept(
        new RexShuttle() {
          @Override
          public RexNode visitOver(RexOver over) {
            RexWindow window = over.getWindow();
            List<RexNode> partition = new ArrayList<>(window.partitionKeys);
            partition.addAll(domainColumns);
            return rexBuilder.makeOver(
                over.getType(),
                over.getAggOperator(),
                over.getOperands(),
                partition,
                window.orderKeys,
                window.getLowerBound(),
                window.getUpperBound(),
                window.getExclude(),
                window.isRows(),
                true,
                false,
                over.isDistinct(),
                over.ignoreNulls());
          }
        });
  }

  private RexNode rowNumber(Sort sort, List<RexNode> columns, List<RexNode> partition) {
    ImmutableList.Builder<RexFieldCollation> order = ImmutableList.builder();
    for (RelFieldCollation field : sort.getCollation().getFieldCollations()) {
      Set<SqlKind> kinds = EnumSet.noneOf(SqlKind.class);
      if (field.direction.isDescending()) {
        kinds.add(SqlKind.DESCENDING);
      }
      if (field.nullDirection == RelFieldCollation.NullDirection.FIRST) {
        kinds.add(SqlKind.NULLS_FIRST);
      } else if (field.nullDirection == RelFieldCollation.NullDirection.LAST) {
        kinds.add(SqlKind.NULLS_LAST);
      }
      order.add(new RexFieldCollation(columns.get(field.getFieldIndex()), kinds));
    }
    return rexBuilder.makeOver(
        rexBuilder.getTypeFactory().createSqlType(SqlTypeName.BIGINT),
        SqlStdOperatorTable.ROW_NUMBER,
        List.of(),
        partition,
        order.build(),
        RexWindowBounds.UNBOUNDED_PRECEDING,
        RexWindowBounds.CURRENT_ROW,
        true,
        true,
        false,
        false,
        false);
  }

  private RexNode compare(SqlOperator operator, RexNode number, BigDecimal bound) {
    return rexBuilder.makeCall(
        operator, number, rexBuilder.makeExactLiteral(bound, number.getType()));
  }

  private static BigDecimal constant(@org.jspecify.annotations.Nullable RexNode node, Sort sort) {
    if (node == null) {
      return BigDecimal.ZERO;
    }
    if (node instanceof RexLiteral literal && !literal.isNull()) {
      return BigDecimal.valueOf(RexLiteral.longValue(literal));
    }
    throw new Decorrelator.CannotDecorrelate(sort);
  }
}
