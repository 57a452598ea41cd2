package dev.quern.optimizer.physical;

import dev.quern.optimizer.statistics.RelationEstimate;
import dev.quern.plan.errors.Checks;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.types.Schema;
import java.util.Arrays;

/**
 * The operators chosen for an algebra node.
 *
 * @param columns for each column of the algebra node its index in the operator's output, -1 if
 *     nobody asked for it
 * @param distribution how the operator's rows are spread over tasks, by its own column indexes
 * @param estimate the estimate of the algebra node, by the algebra's columns
 */
record Planned(
    PhysicalNode node, Columns columns, Distribution distribution, RelationEstimate estimate) {

  /** A mapping from the algebra's column indexes to the operator's. */
  static final class Columns {
    private final int[] indexes;

    private Columns(int[] indexes) {
      this.indexes = indexes;
    }

    /** Returns the mapping itself, not a copy: it is filled in place while it is new. */
    int[] indexes() {
      return indexes;
    }

    static Columns identity(int size) {
      int[] indexes = new int[size];
      Arrays.setAll(indexes, i -> i);
      return new Columns(indexes);
    }

    static Columns none(int size) {
      int[] indexes = new int[size];
      Arrays.fill(indexes, -1);
      return new Columns(indexes);
    }
  }

  Schema schema() {
    return node.schema();
  }

  boolean has(int algebraColumn) {
    return columns.indexes()[algebraColumn] >= 0;
  }

  /** Returns the operator's index of an algebra column that was asked for. */
  int index(int algebraColumn) {
    int index = columns.indexes()[algebraColumn];
    Checks.check(index >= 0, "column %s was not asked for: %s", algebraColumn, node);
    return index;
  }

  ColumnReference reference(int algebraColumn) {
    int index = index(algebraColumn);
    return ColumnReference.of(index, node.schema().field(index));
  }

  double rows() {
    return estimate.rows();
  }

  /** Returns the expected bytes of the columns that are there. */
  double bytes() {
    double width = 8;
    for (int i = 0; i < columns.indexes().length; i++) {
      width += has(i) ? estimate.column(i).averageBytes() : 0;
    }
    return width * estimate.rows();
  }

  Planned with(PhysicalNode newNode, Distribution newDistribution) {
    return new Planned(newNode, columns, newDistribution, estimate);
  }
}
