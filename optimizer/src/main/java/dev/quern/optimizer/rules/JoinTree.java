package dev.quern.optimizer.rules;

import dev.quern.optimizer.statistics.RelationEstimate;
import org.jspecify.annotations.Nullable;

/**
 * A way to join some relations of a graph.
 *
 * @param relations which, a bit each
 * @param left the left side, null for a single relation
 * @param right the right side, null for a single relation
 * @param columns the graph's columns in the order of {@code estimate}
 * @param estimate expected output
 * @param cost expected work to compute it, in rows handled
 */
record JoinTree(
    long relations,
    @Nullable JoinTree left,
    @Nullable JoinTree right,
    java.util.List<Integer> columns,
    RelationEstimate estimate,
    double cost) {

  boolean isSingle() {
    return left == null;
  }
}
