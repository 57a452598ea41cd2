package dev.quern.optimizer.rules;

import dev.quern.optimizer.statistics.Estimator;
import org.apache.calcite.rel.RelNode;

/** Runs the logical phases in their order. */
public final class LogicalPhases {
  private LogicalPhases() {}

  /**
   * Returns an equivalent tree, ready for the choice of operators.
   *
   * @param deadline throws when planning has taken too long
   */
  public static RelNode run(RelNode query, Estimator estimator, Runnable deadline) {
    return query;
  }
}
