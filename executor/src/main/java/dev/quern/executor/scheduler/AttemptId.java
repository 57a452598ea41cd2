package dev.quern.executor.scheduler;

/**
 * One run of a task, and the name of the output that it commits.
 *
 * @param attempt number of the run, from 0, never used twice for a task
 */
public record AttemptId(int stageId, int taskIndex, int attempt) {
  @Override
  public String toString() {
    return "stage " + stageId + " task " + taskIndex + " attempt " + attempt;
  }
}
