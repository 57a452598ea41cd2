package dev.quern.executor.queries;

import dev.quern.plan.stages.Stage;
import java.util.List;

/**
 * What a query has cost.
 *
 * @param plan the stages as they ran; every stage follows those that it reads
 * @param operators one for each operator of the plan that ran, summed over tasks
 * @param stages one for each stage that ran
 * @param peakBytes most memory reserved at any time, all processes together
 * @param elapsedNanos wall time
 */
public record QueryStatistics(
    List<Stage> plan,
    List<OperatorTotals> operators,
    List<StageTotals> stages,
    long peakBytes,
    long elapsedNanos) {
  /**
   * Totals of one operator over all tasks; {@code nanos} includes its inputs, {@code peakBytes} is
   * that of the task which took most.
   *
   * @param name its kind, for people
   */
  public record OperatorTotals(
      int nodeId,
      String name,
      long rows,
      long batches,
      long bytesRead,
      long bytesSpilled,
      long bytesWritten,
      long peakBytes,
      long nanos) {}

  /** Totals of one stage. {@code bytes} is the size of its output. */
  public record StageTotals(
      int stageId, int tasks, int retries, long rows, long bytes, long bytesSpilled, long nanos) {}

  /** Returns the bytes that all operators have written to disk for lack of memory. */
  public long bytesSpilled() {
    return operators.stream().mapToLong(OperatorTotals::bytesSpilled).sum();
  }

  public QueryStatistics {
    plan = List.copyOf(plan);
    operators = List.copyOf(operators);
    stages = List.copyOf(stages);
  }
}
