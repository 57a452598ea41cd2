package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindowBounds;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Turns UNION, INTERSECT and EXCEPT into UNION ALL, semi and anti joins on all columns (two nulls
 * are the same), and groupings. For the ALL forms equal rows are numbered first, so that each finds
 * at most one partner.
 */
final class RewriteSetOperations {
  private final RexBuilder rexBuilder;

  RewriteSetOperations(RexBuilder rexBuilder) {
    this.rexBuilder = rexBuilder;
  }

  RelNode apply(RelNode node) {
    List<RelNode> inputs = new ArrayList<>();
    for (RelNode input : node.getInputs()) {
      inputs.add(apply(input));
    }
    if (node instanceof Union union) {
      return union(union, inputs);
    }
    if (node instanceof Intersect intersect) {
      return joined(intersect, inputs, JoinRelType.SEMI);
    }
    if (node instanceof Minus minus) {
      return joined(minus, inputs, JoinRelType.ANTI);
    }
    return inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
  }

  private RelNode union(Union union, List<RelNode> inputs) {
    List<RelNode> flat = new ArrayList<>();
    for (RelNode input : inputs) {
      if (input instanceof Union inner && inner.all) {
        flat.addAll(inner.getInputs());
      } else {
        flat.add(input);
      }
    }
    RelNode all = sameType(LogicalUnion.create(flat, true), union.getRowType());
    return union.all ? all : distinct(all);
  }

  private RelNode joined(SetOp operation, List<RelNode> inputs, JoinRelType type) {
    RelDataType rowType = operation.getRowType();
    RelNode rows = prepared(inputs.get(0), rowType, operation.all);
    for (RelNode other : inputs.subList(1, inputs.size())) {
      RelNode right = prepared(other, rowType, operation.all);
      rows = LogicalJoin.create(rows, right, List.of(), allEqual(rows, right), Set.of(), type);
    }
    if (!operation.all) {
      return sameType(distinct(rows), rowType);
    }
    List<RexNode> columns = Uncorrelated.columns(rows).subList(0, rowType.getFieldCount());
    return LogicalProject.create(rows, List.of(), columns, rowType.getFieldNames(), Set.of());
  }

  private RelNode prepared(RelNode input, RelDataType rowType, boolean numbered) {
    RelNode typed = sameType(input, rowType);
    return numbered ? numbered(typed) : typed;
  }

  /** Adds the number of each row among those that are equal to it. */
  private RelNode numbered(RelNode input) {
    List<RexNode> columns = Uncorrelated.columns(input);
    List<RexNode> expressions = new ArrayList<>(columns);
    expressions.add(
        rexBuilder.makeOver(
            rexBuilder.getTypeFactory().createSqlType(SqlTypeName.BIGINT),
            SqlStdOperatorTable.ROW_NUMBER,
            List.of(),
            columns,
            com.google.common.collect.ImmutableList.of(),
            RexWindowBounds.UNBOUNDED_PRECEDING,
            RexWindowBounds.CURRENT_ROW,
            true,
            true,
            false,
            false,
            false));
    List<String> names = new ArrayList<>(input.getRowType().getFieldNames());
    names.add("copy");
    return LogicalProject.create(input, List.of(), expressions, names, Set.of());
  }

  private RexNode allEqual(RelNode left, RelNode right) {
    int size = left.getRowType().getFieldCount();
    List<RelDataTypeField> rightFields = right.getRowType().getFieldList();
    List<RexNode> equal = new ArrayList<>();
    for (RelDataTypeField field : left.getRowType().getFieldList()) {
      RelDataType rightType = rightFields.get(field.getIndex()).getType();
      boolean canBeNull = field.getType().isNullable() && rightType.isNullable();
      equal.add(
          rexBuilder.makeCall(
              canBeNull ? SqlStdOperatorTable.IS_NOT_DISTINCT_FROM : SqlStdOperatorTable.EQUALS,
              new RexInputRef(field.getIndex(), field.getType()),
              new RexInputRef(size + field.getIndex(), rightType)));
    }
    return Conditions.and(left, equal);
  }

  private static RelNode distinct(RelNode input) {
    return LogicalAggregate.create(
        input,
        List.of(),
        ImmutableBitSet.range(input.getRowType().getFieldCount()),
        null,
        List.of());
  }

  private static RelNode sameType(RelNode node, RelDataType rowType) {
    return RelOptUtil.createCastRel(node, rowType, true);
  }
}
