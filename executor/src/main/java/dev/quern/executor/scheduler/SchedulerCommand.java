package dev.quern.executor.scheduler;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.stages.Stage;
import java.util.List;

/** What is to be done. The output of {@link QueryScheduler}. */
public sealed interface SchedulerCommand {
  /**
   * Find the splits of all scans of a stage.
   *
   * @param wholeFiles whether no file may be cut
   */
  record ListSplits(int stageId, boolean wholeFiles) implements SchedulerCommand {}

  /** Start a task on a worker that has a free slot. */
  record StartAttempt(int workerId, TaskAssignment assignment) implements SchedulerCommand {}

  /**
   * End a running attempt; it is answered by AttemptFailed or, if it was faster, AttemptFinished.
   */
  record CancelAttempt(int workerId, AttemptId id) implements SchedulerCommand {}

  /** Remove an output that nobody will read. */
  record DropOutput(AttemptId id) implements SchedulerCommand {}

  /** Remove all outputs of a stage. */
  record ReleaseStage(int stageId) implements SchedulerCommand {}

  /**
   * The rows of this attempt of the root stage, which runs or has ended, may be handed to the
   * client when it has those of the tasks before. Said again with another attempt if this one
   * fails, or its output is lost.
   */
  record DeliverOutput(AttemptId id) implements SchedulerCommand {}

  /**
   * The root stage begins again and may be cut into other tasks: what was delivered is void. Rows
   * that were handed to the client already cannot be completed any more.
   */
  record RestartResult() implements SchedulerCommand {}

  /**
   * Tell: a join runs in another way than planned.
   *
   * @param plan all stages as they are now; every stage follows those that it reads
   */
  record TellJoinShuffled(ShuffledJoin join, List<Stage> plan) implements SchedulerCommand {}

  /** Tell: a stage has begun. */
  record TellStageStarted(int stageId, int taskCount) implements SchedulerCommand {}

  /** Tell: a task has ended well. */
  record TellTaskFinished(TaskOutput output) implements SchedulerCommand {}

  /** Tell: a task will run again. */
  record TellTaskRetried(AttemptId id, String reason) implements SchedulerCommand {}

  /** Tell: all tasks of a stage have ended well. */
  record TellStageFinished(int stageId, long rows, long bytes) implements SchedulerCommand {}

  /**
   * All is done: the outputs of tasks 0 to {@code outputCount - 1} of the root stage are delivered.
   * Said again if one of them was lost and delivered anew.
   */
  record FinishQuery(int outputCount) implements SchedulerCommand {}

  /** The query has failed. Running attempts are cancelled by commands of their own. */
  record FailQuery(ErrorCode code, String message) implements SchedulerCommand {}
}
