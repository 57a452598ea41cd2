package dev.quern.executor.scheduler;

import dev.quern.executor.scheduler.SchedulerCommand.DeliverOutput;
import dev.quern.executor.scheduler.SchedulerCommand.RestartResult;
import java.util.List;

/**
 * What the client gets of the root stage, and how far its tasks run ahead of the client.
 *
 * <p>A task whose rows are sure to begin at the right place is delivered when it starts: its rows
 * go to the client while it runs. Others are delivered when they have ended and are verified. A
 * task starts if it is the client's next, or if little waits for the client.
 */
final class ResultDelivery {
  /** What may wait for the client in outputs of tasks that have ended, before no more start. */
  private static final long MOST_WAITING_BYTES = 32L << 20;

  private final List<SchedulerCommand> commands;
  private int nextTask;
  private boolean hasDelivered;

  /** Makes ready; what is to be done is added to {@code commands}. */
  ResultDelivery(List<SchedulerCommand> commands) {
    this.commands = commands;
  }

  /** Returns whether the client may have rows of a task before it ends. */
  static boolean canStream(StageState stage, TaskState task) {
    return stage.isRoot && !stage.writesFiles && !task.hasGuessedSplits();
  }

  /** Returns whether the root stage's task of lowest index that has not begun may start. */
  boolean mayStart(StageState root, int taskIndex) {
    long waitingBytes = 0;
    for (int i = nextTask + 1; i < taskIndex; i++) {
      TaskOutput output = root.tasks.get(i).output;
      waitingBytes += output == null ? 0 : output.bytes();
      if (waitingBytes > MOST_WAITING_BYTES) {
        return false;
      }
    }
    return true;
  }

  /** Delivers an attempt that has just started and is streamed. */
  void started(TaskState task, AttemptId id) {
    deliver(task, id);
  }

  /** Delivers outputs that are verified and were not streamed. */
  void deliverVerified(StageState root) {
    for (TaskState task : root.tasks) {
      TaskOutput output = task.output;
      if (task.isVerified && !task.isDelivered && output != null) {
        deliver(task, output.id());
      }
    }
  }

  private void deliver(TaskState task, AttemptId id) {
    task.isDelivered = true;
    hasDelivered = true;
    commands.add(new DeliverOutput(id));
  }

  /** Takes that the client has all rows up to those of a task. */
  void read(int taskIndex) {
    nextTask = Math.max(nextTask, taskIndex + 1);
  }

  /** Tells the client, if it knows of an output, that all begins again. */
  void restart() {
    nextTask = 0;
    if (hasDelivered) {
      hasDelivered = false;
      commands.add(new RestartResult());
    }
  }
}
