package dev.quern.executor.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * One run of a task, and the name of the output that it commits. Equality is written out as in
 * {@link dev.quern.plan.types.DataType}.
 *
 * @param attempt number of the run, from 0, never used twice for a task
 */
public record AttemptId(int stageId, int taskIndex, int attempt) {
  @Override
  public String toString() {
    return "stage " + stageId + " task " + taskIndex + " attempt " + attempt;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AttemptId id
        && id.stageId == stageId
        && id.taskIndex == taskIndex
        && id.attempt == attempt;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * stageId + taskIndex) + attempt;
  }
}
