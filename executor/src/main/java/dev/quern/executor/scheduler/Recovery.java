package dev.quern.executor.scheduler;

import dev.quern.executor.scheduler.SchedulerCommand.TellTaskRetried;
import dev.quern.plan.nodes.ExchangeSourceNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes tasks run again whose outputs were lost, with all that they need, and with all that has
 * read them if they may leave other rows than before.
 */
final class Recovery {
  private final List<StageState> stages;
  private final Attempts attempts;
  private final ResultDelivery delivery;
  private final List<SchedulerCommand> commands;

  /** Makes ready; what is to be done is added to {@code commands}. */
  Recovery(
      List<StageState> stages,
      Attempts attempts,
      ResultDelivery delivery,
      List<SchedulerCommand> commands) {
    this.stages = stages;
    this.attempts = attempts;
    this.delivery = delivery;
    this.commands = commands;
  }

  /** Returns the task of an attempt, or null if there is none any more. */
  @Nullable TaskState find(AttemptId id) {
    List<TaskState> tasks = stages.get(id.stageId()).tasks;
    return id.taskIndex() < tasks.size() ? tasks.get(id.taskIndex()) : null;
  }

  /** Makes an output again; returns why the query has failed if that was tried too often. */
  @Nullable String loseOutput(AttemptId id, String reason, int maxAttempts) {
    StageState stage = stages.get(id.stageId());
    TaskState task = find(id);
    if (task == null || task.output == null || !task.output.id().equals(id)) {
      return null;
    }
    task.failures.add(new TaskState.Failure(id.attempt(), reason));
    if (task.failures.size() >= maxAttempts) {
      return task.allFailures();
    }
    commands.add(new TellTaskRetried(id, reason));
    attempts.dropOutput(task);
    stage.makePending(task);
    reviveInputs(stage);
    if (!stage.isRepeatable) {
      resetReaders(stage);
    }
    return null;
  }

  /** Makes stages run again whose outputs are needed once more but were removed. */
  private void reviveInputs(StageState stage) {
    for (ExchangeSourceNode source : stage.stage.sources()) {
      StageState input = stages.get(source.stageId());
      if (input.phase == StageState.Phase.RELEASED) {
        for (TaskState task : input.tasks) {
          input.makePending(task);
        }
        if (!input.isRepeatable) {
          resetReaders(input);
        }
        reviveInputs(input);
      }
    }
  }

  private void resetReaders(StageState stage) {
    for (int readerId : stage.readers) {
      StageState reader = stages.get(readerId);
      if (reader.phase != StageState.Phase.WAITING) {
        reset(reader);
        reviveInputs(reader);
        resetReaders(reader);
      }
    }
  }

  /** Forgets all tasks of a stage, which then begins again. */
  void reset(StageState stage) {
    for (TaskState task : stage.tasks) {
      attempts.cancel(task);
      attempts.dropOutput(task);
    }
    stage.restart();
    if (stage.isRoot) {
      delivery.restart();
    }
  }
}
