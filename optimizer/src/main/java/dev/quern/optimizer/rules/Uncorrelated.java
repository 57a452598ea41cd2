package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/**
 * A sub-query that no longer refers to the row around it. For a given row around, the rows of the
 * sub-query are those of {@code node} for which all {@code conditions} are true.
 *
 * @param conditions over the columns of {@code node} and, as correlation variables, the row around
 * @param outputs the sub-query's columns, in the same terms
 * @param isTotal whether the sub-query is an aggregation without keys, which has a row for every
 *     row around: where {@code node} has no matching row, the outputs are right with nulls for its
 *     columns
 */
record Uncorrelated(
    RelNode node, List<RexNode> conditions, List<RexNode> outputs, boolean isTotal) {
  Uncorrelated {
    conditions = List.copyOf(conditions);
    outputs = List.copyOf(outputs);
  }

  static Uncorrelated asIs(RelNode node) {
    return new Uncorrelated(node, List.of(), columns(node), false);
  }

  static List<RexNode> columns(RelNode node) {
    List<RexNode> columns = new ArrayList<>();
    for (RelDataTypeField field : node.getRowType().getFieldList()) {
      columns.add(new RexInputRef(field.getIndex(), field.getType()));
    }
    return columns;
  }

  /** Returns an expression over the sub-query's columns in the terms of this. */
  RexNode translate(RexNode node) {
    return Columns.replace(node, outputs::get);
  }
}
