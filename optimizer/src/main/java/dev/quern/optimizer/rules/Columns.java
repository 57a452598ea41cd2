package dev.quern.optimizer.rules;

import dev.quern.optimizer.expressions.ColumnPicks;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/** Moves expressions from one input to another by replacing their columns. */
final class Columns {
  private Columns() {}

  /** Returns the expression with every column replaced. */
  static RexNode replace(RexNode node, IntFunction<RexNode> replacement) {
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef reference) {
            return replacement.apply(reference.getIndex());
          }
        });
  }

  /** Returns the expression over {@code input}, whose columns are found by {@code mapping}. */
  static RexNode move(RexNode node, RelNode input, IntUnaryOperator mapping) {
    List<RelDataTypeField> fields = input.getRowType().getFieldList();
    return replace(
        node,
        column -> {
          int index = mapping.applyAsInt(column);
          return new RexInputRef(index, fields.get(index).getType());
        });
  }

  /** Returns the expression over columns that are {@code distance} further right, or left. */
  static RexNode shift(RexNode node, RelNode input, int distance) {
    return move(node, input, column -> column + distance);
  }

  /**
   * Returns the expression in exactly the type, nullability included: what stands above may have
   * been typed by it.
   */
  static RexNode typed(RexBuilder rexBuilder, RelDataType type, RexNode node) {
    RexNode converted = rexBuilder.ensureType(type, node, true);
    return converted.getType().equals(type)
        ? converted
        : rexBuilder.makeAbstractCast(type, converted, false);
  }

  /** Returns whether a projection only picks columns. */
  static boolean onlyPicks(Project project) {
    return project.getProjects().stream().allMatch(node -> ColumnPicks.index(node) >= 0);
  }
}
