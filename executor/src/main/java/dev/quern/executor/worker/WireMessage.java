package dev.quern.executor.worker;

import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.TaskAssignment;
import dev.quern.executor.scheduler.TaskFailure;
import dev.quern.executor.scheduler.TaskOutput;
import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.stages.StageGraph;

/**
 * What coordinator and workers tell each other. A worker says {@link Hello} first. For each query
 * the coordinator says {@link StartQuery}, then {@link RunTask} and {@link CancelTask}; every
 * RunTask is answered by one {@link TaskFinished} or {@link TaskFailed}. {@link EndQuery} ends what
 * still runs and is answered by {@link QueryEnded} when nothing of the query is left in the worker.
 */
public sealed interface WireMessage {
  /** Worker: I am there. */
  record Hello(int workerId, long pid) implements WireMessage {}

  /** Worker: I am still there. Sent at least every {@link WorkerMain#HEARTBEAT_MILLIS}. */
  record Heartbeat() implements WireMessage {}

  /**
   * Coordinator: tasks of this query will come.
   *
   * @param graph the plan, without the files of its scans
   * @param directory the query's folder
   * @param memoryBytes the worker's share of the budget
   * @param timeoutMillis time that is left, 0 = no limit
   */
  record StartQuery(
      long queryId,
      StageGraph graph,
      QuerySettings settings,
      String directory,
      long memoryBytes,
      long timeoutMillis)
      implements WireMessage {}

  /** Coordinator: run this task. */
  record RunTask(long queryId, TaskAssignment assignment) implements WireMessage {}

  /** Coordinator: end this attempt. */
  record CancelTask(long queryId, AttemptId id) implements WireMessage {}

  /** Worker: the next part of the rows of a streamed attempt can be read. */
  record RowsReady(long queryId, AttemptId id) implements WireMessage {}

  /** Coordinator: one more part of the rows of a streamed attempt was read. */
  record RowsTaken(long queryId, AttemptId id) implements WireMessage {}

  /** Worker: an attempt has committed its output. */
  record TaskFinished(long queryId, TaskOutput output) implements WireMessage {}

  /** Worker: an attempt has ended without output. */
  record TaskFailed(long queryId, TaskFailure failure) implements WireMessage {}

  /** Coordinator: end and forget the query. */
  record EndQuery(long queryId) implements WireMessage {}

  /**
   * Worker: nothing of the query is left.
   *
   * @param error what went wrong while cleaning up, or empty
   */
  record QueryEnded(long queryId, String error) implements WireMessage {}
}
