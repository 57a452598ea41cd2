package dev.quern.executor.scheduler;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.nodes.Split;
import java.util.List;
import java.util.Map;

/** What has happened. The input of {@link QueryScheduler}. */
public sealed interface SchedulerEvent {
  /** A worker can run {@code slots} tasks at the same time. */
  record WorkerReady(int workerId, int slots) implements SchedulerEvent {}

  /** A worker is gone with all that ran there; what it has committed is still there. */
  record WorkerLost(int workerId, String reason) implements SchedulerEvent {}

  /** The answer to {@link SchedulerCommand.ListSplits}: for each scan, by node id, its splits. */
  record SplitsListed(int stageId, Map<Integer, List<Split>> splits) implements SchedulerEvent {}

  /** An attempt has committed its output. */
  record AttemptFinished(TaskOutput output) implements SchedulerEvent {}

  /** An attempt has ended without output. */
  record AttemptFailed(TaskFailure failure) implements SchedulerEvent {}

  /** An output of the root stage was missing or damaged when the client read it. */
  record OutputLost(AttemptId id, String reason) implements SchedulerEvent {}

  /** The client has all rows of the root stage's tasks up to this one. */
  record OutputRead(AttemptId id) implements SchedulerEvent {}

  /** The query is to end: cancelled, out of time, or broken outside of any task. */
  record Stop(ErrorCode code, String message) implements SchedulerEvent {}

  /** Some time has passed. */
  record Tick() implements SchedulerEvent {}
}
