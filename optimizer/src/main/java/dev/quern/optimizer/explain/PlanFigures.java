package dev.quern.optimizer.explain;

import org.jspecify.annotations.Nullable;

/** What was measured while a plan ran. */
public interface PlanFigures {
  /** Returns the figures of an operator, or null if there are none. */
  @Nullable Figures ofOperator(int nodeId);

  /** Returns the figures of a stage, or null if there are none. */
  @Nullable Figures ofStage(int stageId);
}
