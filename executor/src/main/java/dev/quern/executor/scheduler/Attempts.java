package dev.quern.executor.scheduler;

import dev.quern.executor.scheduler.SchedulerCommand.CancelAttempt;
import dev.quern.executor.scheduler.SchedulerCommand.DropOutput;
import dev.quern.executor.scheduler.SchedulerCommand.StartAttempt;
import dev.quern.plan.stages.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts and ends runs of tasks, and keeps the slots in which they run. */
final class Attempts {
  private final WorkerSlots slots = new WorkerSlots();
  private final List<SchedulerCommand> commands;

  /** Makes ready; what is to be done is added to {@code commands}. */
  Attempts(List<SchedulerCommand> commands) {
    this.commands = commands;
  }

  void addWorker(int workerId, int slotCount) {
    slots.add(workerId, slotCount);
  }

  void removeWorker(int workerId) {
    slots.remove(workerId);
  }

  /** Returns the worker with the most free slots, or null if none has one. */
  @Nullable Integer freestWorker() {
    return slots.freest();
  }

  AttemptId start(
      TaskState task,
      int workerId,
      Map<Integer, List<AttemptId>> inputs,
      boolean isStreamed,
      @Nullable Stage replanned,
      long nowNanos) {
    slots.take(workerId);
    TaskAssignment assignment = task.start(workerId, inputs, isStreamed, replanned, nowNanos);
    commands.add(new StartAttempt(workerId, assignment));
    return assignment.id();
  }

  /** Returns whether the attempt counts: it was running and not given up. Frees its slot. */
  boolean end(TaskState task, AttemptId id) {
    TaskState.Running running = task.end(id);
    if (running == null) {
      slots.endGivenUp(id);
      return false;
    }
    slots.giveBack(running.workerId());
    return true;
  }

  /** Cancels what still runs of a task; the slots are free when the attempts have ended. */
  void cancel(TaskState task) {
    for (TaskState.Running running : task.running) {
      slots.giveUp(running.id(), running.workerId());
      commands.add(new CancelAttempt(running.workerId(), running.id()));
    }
    task.running.clear();
  }

  /** Removes the output of a task, if it has one. */
  void dropOutput(TaskState task) {
    TaskOutput output = task.output;
    if (output != null) {
      commands.add(new DropOutput(output.id()));
      task.output = null;
      task.isVerified = false;
    }
  }

  /** Returns the attempts that run on a worker. */
  static List<AttemptId> runningOn(int workerId, List<StageState> stages) {
    List<AttemptId> found = new ArrayList<>();
    for (StageState stage : stages) {
      for (TaskState task : stage.tasks) {
        for (TaskState.Running running : task.running) {
          if (running.workerId() == workerId) {
            found.add(running.id());
          }
        }
      }
    }
    return found;
  }
}
