package dev.quern.executor.queries;

/** What happened to a query. Progress bars and EXPLAIN ANALYZE read these and only these. */
public sealed interface QueryEvent {
  /** A planned query begins to run with that many stages. Always the first event. */
  record QueryStarted(int stageCount) implements QueryEvent {}

  /**
   * The build side of a join, which was to be copied to every task, has turned out too large: both
   * sides are shuffled instead. Told before the join's stage begins.
   *
   * @param stageId the join's stage
   * @param joinId the join in the plan
   * @param copiedBytes size of the build side
   * @param addedStages how many stages there are more
   */
  record JoinShuffled(int stageId, int joinId, long copiedBytes, int addedStages)
      implements QueryEvent {}

  /** A stage has begun with that many tasks. */
  record StageStarted(int stageId, int taskCount) implements QueryEvent {}

  /**
   * A task has ended well. Totals are those of the task; {@code peakBytes} is the most memory that
   * the query had reserved by then in the task's process.
   */
  record TaskFinished(
      int stageId,
      int taskIndex,
      int attempt,
      long rows,
      long bytesRead,
      long bytesSpilled,
      long peakBytes)
      implements QueryEvent {}

  /** An attempt has failed and the task will run again. */
  record TaskRetried(int stageId, int taskIndex, int attempt, String reason)
      implements QueryEvent {}

  /** All tasks of a stage have ended well. */
  record StageFinished(int stageId, long rows, long bytes) implements QueryEvent {}

  /** The query has ended; {@code error} is empty if it ended well. */
  record QueryFinished(QueryStatistics statistics, String error) implements QueryEvent {}
}
