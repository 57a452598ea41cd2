package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexVisitorImpl;
import org.jspecify.annotations.Nullable;

/** References from inside a sub-query to columns of the row around it. */
final class Correlation {
  private final @Nullable CorrelationId id;

  /**
   * @param id names the row around, null if nothing can refer to it
   */
  Correlation(@Nullable CorrelationId id) {
    this.id = id;
  }

  boolean isUsedIn(RelNode node) {
    return id != null && RelOptUtil.getVariablesUsed(node).contains(id);
  }

  /** Returns the columns of the row around to which the tree refers. */
  SortedSet<Integer> columnsUsedIn(RelNode node) {
    SortedSet<Integer> columns = new TreeSet<>();
    RexShuttle collector =
        new RexShuttle() {
          @Override
          public RexNode visitFieldAccess(RexFieldAccess access) {
            if (access.getReferenceExpr() instanceof RexCorrelVariable variable
                && variable.id.equals(id)) {
              columns.add(access.getField().getIndex());
            }
            return super.visitFieldAccess(access);
          }
        };
    collect(node, collector);
    return columns;
  }

  private static void collect(RelNode node, RexShuttle collector) {
    node.accept(collector);
    node.getInputs().forEach(input -> collect(input, collector));
  }

  /** Returns a reference to a column of the rows around. */
  RexNode reference(RexBuilder rexBuilder, RelNode rows, int column) {
    CorrelationId known = Objects.requireNonNull(id, "correlation");
    return rexBuilder.makeFieldAccess(rexBuilder.makeCorrel(rows.getRowType(), known), column);
  }

  boolean isUsedIn(RexNode node) {
    List<RexNode> found = new ArrayList<>();
    node.accept(
        new RexVisitorImpl<Void>(true) {
          @Override
          public Void visitCorrelVariable(RexCorrelVariable variable) {
            if (variable.id.equals(id)) {
              found.add(variable);
            }
            return null;
          }
        });
    return !found.isEmpty();
  }

  /**
   * Returns the expression with references to the row around replaced by {@code outer} and columns
   * of the sub-query by {@code inner}.
   */
  RexNode resolve(RexNode node, IntFunction<RexNode> outer, IntFunction<RexNode> inner) {
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef reference) {
            return inner.apply(reference.getIndex());
          }

          @Override
          public RexNode visitFieldAccess(RexFieldAccess access) {
            return access.getReferenceExpr() instanceof RexCorrelVariable variable
                    && variable.id.equals(id)
                ? outer.apply(access.getField().getIndex())
                : super.visitFieldAccess(access);
          }
        });
  }
}
