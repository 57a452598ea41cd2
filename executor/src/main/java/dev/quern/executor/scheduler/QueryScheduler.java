package dev.quern.executor.scheduler;

import dev.quern.executor.scheduler.SchedulerCommand.CancelAttempt;
import dev.quern.executor.scheduler.SchedulerCommand.DeliverOutput;
import dev.quern.executor.scheduler.SchedulerCommand.DropOutput;
import dev.quern.executor.scheduler.SchedulerCommand.FailQuery;
import dev.quern.executor.scheduler.SchedulerCommand.FinishQuery;
import dev.quern.executor.scheduler.SchedulerCommand.ListSplits;
import dev.quern.executor.scheduler.SchedulerCommand.ReleaseStage;
import dev.quern.executor.scheduler.SchedulerCommand.StartAttempt;
import dev.quern.executor.scheduler.SchedulerCommand.TellStageFinished;
import dev.quern.executor.scheduler.SchedulerCommand.TellStageStarted;
import dev.quern.executor.scheduler.SchedulerCommand.TellTaskFinished;
import dev.quern.executor.scheduler.SchedulerCommand.TellTaskRetried;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.ErrorKind;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides what runs where for one query. Pure: each event with its time goes into {@link #handle},
 * which returns the commands to carry out, in order. Not thread-safe.
 *
 * <p>Stages run when all that they read is complete; their tasks go to free slots, lowest stage
 * first. The states are defined in {@link StageState.Phase} and {@link TaskState.Phase}.
 *
 * <p>What goes wrong:
 *
 * <ul>
 *   <li>An error of the user, or a lack of resources, ends the query (unless a guessed row start
 *       may be to blame, see {@link TaskState.Phase#SUSPECT}).
 *   <li>Any other failure makes the task run again, up to {@link SchedulerSettings#maxAttempts()}
 *       failures; then the query fails and names them all. The same INTERNAL failure twice is not a
 *       fault of the machine: the query fails at once.
 *   <li>A lost output makes its task run again, with everything that it needs; where that could
 *       give other rows than before, also all that has read it.
 *   <li>An attempt that takes far longer than others gets a second one; the first to finish wins.
 * </ul>
 */
public final class QueryScheduler {
  private static final long SLOW_NANOS = 2_000_000_000L;
  private static final int SLOW_FACTOR = 3;

  private final SchedulerSettings settings;
  private final TaskPlanner planner;
  private final List<StageState> stages = new ArrayList<>();
  private final WorkerSlots slots = new WorkerSlots();
  private final List<SchedulerCommand> commands = new ArrayList<>();
  private int deliveredOutputs;
  private boolean hasFailed;
  private long nowNanos;

  public QueryScheduler(StageGraph graph, SchedulerSettings settings) {
    this.settings = settings;
    this.planner = new TaskPlanner(settings);
    for (Stage stage : graph.stages()) {
      stages.add(new StageState(stage, graph));
    }
  }

  /** Returns whether the query has failed or was stopped; no event has an effect any more. */
  public boolean hasFailed() {
    return hasFailed;
  }

  /**
   * Takes an event and returns what is to be done.
   *
   * @param atNanos time of the event, never less than that of the one before
   */
  public List<SchedulerCommand> handle(SchedulerEvent event, long atNanos) {
    nowNanos = atNanos;
    commands.clear();
    if (!hasFailed) {
      apply(event);
    } else if (event instanceof SchedulerEvent.AttemptFinished late) {
      commands.add(new DropOutput(late.output().id()));
    }
    if (!hasFailed) {
      startStages();
      startTasks();
    }
    return List.copyOf(commands);
  }

  private void apply(SchedulerEvent event) {
    if (event instanceof SchedulerEvent.WorkerReady ready) {
      slots.add(ready.workerId(), ready.slots());
    } else if (event instanceof SchedulerEvent.WorkerLost lost) {
      loseWorker(lost.workerId(), lost.reason());
    } else if (event instanceof SchedulerEvent.SplitsListed listed) {
      StageState stage = stages.get(listed.stageId());
      if (stage.phase == StageState.Phase.LISTING) {
        begin(stage, listed.splits());
      }
    } else if (event instanceof SchedulerEvent.AttemptFinished finished) {
      finish(finished.output());
    } else if (event instanceof SchedulerEvent.AttemptFailed failed) {
      endFailed(failed.failure());
    } else if (event instanceof SchedulerEvent.OutputLost lost) {
      loseOutput(lost.id(), lost.reason());
    } else if (event instanceof SchedulerEvent.Stop stop) {
      fail(stop.code(), stop.message());
    } else if (event instanceof SchedulerEvent.Tick) {
      startSecondAttempts();
    } else {
      throw new IllegalStateException("unknown event: " + event);
    }
  }

  // Stages.

  private void startStages() {
    for (StageState stage : stages) {
      if (stage.phase == StageState.Phase.WAITING && isNeeded(stage) && inputsAreComplete(stage)) {
        if (stage.stage.scans().isEmpty()) {
          begin(stage, Map.of());
        } else {
          stage.phase = StageState.Phase.LISTING;
          commands.add(new ListSplits(stage.id(), stage.wholeFiles));
        }
      }
    }
  }

  private boolean isNeeded(StageState stage) {
    return stage.isRoot || !stage.readers.isEmpty();
  }

  private boolean inputsAreComplete(StageState stage) {
    return stage.stage.sources().stream()
        .allMatch(source -> stages.get(source.stageId()).phase == StageState.Phase.COMPLETE);
  }

  private void begin(StageState stage, Map<Integer, List<Split>> splits) {
    Map<Integer, List<Long>> bytesByStage = new HashMap<>();
    for (ExchangeSourceNode source : stage.stage.sources()) {
      bytesByStage.put(source.stageId(), stages.get(source.stageId()).partitionBytes());
    }
    List<Long> partitionBytes = TaskPlanner.partitionBytes(stage.stage, bytesByStage);
    stage.begin(planner.plan(stage.stage, stage.isSingleTask, splits, partitionBytes));
    commands.add(new TellStageStarted(stage.id(), stage.tasks.size()));
  }

  private void update(StageState stage, TaskState changed) {
    for (TaskState task : stage.verify(changed)) {
      TaskOutput wrong = task.output;
      if (wrong != null) {
        commands.add(new DropOutput(wrong.id()));
        commands.add(new TellTaskRetried(wrong.id(), "a split began inside a row"));
      }
      cancelAttempts(task);
      stage.makePending(task);
    }
    if (stage.isRoot) {
      deliver(stage);
    }
    int complete = stage.completeTasks();
    if (complete >= 0) {
      complete(stage, complete);
    } else if (stage.needsWholeFiles()) {
      restartWithWholeFiles(stage);
    }
  }

  private void restartWithWholeFiles(StageState stage) {
    if (stage.wholeFiles || (stage.isRoot && deliveredOutputs > 0)) {
      fail(
          ErrorCode.INTERNAL, "Cannot verify where the rows of a split begin: stage=" + stage.id());
      return;
    }
    stage.wholeFiles = true;
    reset(stage);
  }

  private void deliver(StageState root) {
    int verified = root.verifiedPrefix();
    while (deliveredOutputs < verified) {
      TaskOutput output = root.tasks.get(deliveredOutputs).output;
      if (output != null) {
        commands.add(new DeliverOutput(output.id()));
      }
      deliveredOutputs++;
    }
  }

  private void complete(StageState stage, int usedTasks) {
    stage.phase = StageState.Phase.COMPLETE;
    stage.usedTasks = usedTasks;
    stage.clearPending();
    for (TaskState task : stage.tasks.subList(usedTasks, stage.tasks.size())) {
      cancelAttempts(task);
      dropOutput(task);
      task.phase = TaskState.Phase.PENDING;
    }
    if (!stage.isTold) {
      stage.isTold = true;
      commands.add(new TellStageFinished(stage.id(), stage.rows(), stage.bytes()));
    }
    releaseInputs(stage);
    if (stage.isRoot) {
      commands.add(new FinishQuery(usedTasks));
    }
  }

  private void releaseInputs(StageState stage) {
    for (ExchangeSourceNode source : stage.stage.sources()) {
      StageState input = stages.get(source.stageId());
      boolean isRead =
          input.readers.stream()
              .map(stages::get)
              .allMatch(
                  reader ->
                      reader.phase == StageState.Phase.COMPLETE
                          || reader.phase == StageState.Phase.RELEASED);
      if (isRead && input.phase == StageState.Phase.COMPLETE) {
        input.phase = StageState.Phase.RELEASED;
        commands.add(new ReleaseStage(input.id()));
      }
    }
  }

  // Tasks.

  private void startTasks() {
    for (StageState stage : stages) {
      while (stage.phase == StageState.Phase.RUNNING && stage.hasPending()) {
        Integer worker = slots.freest();
        if (worker == null) {
          return;
        }
        if (!inputsAreComplete(stage)) {
          break;
        }
        TaskState task = stage.pollPending();
        if (task != null && task.phase == TaskState.Phase.PENDING) {
          start(task, stage, worker);
        }
      }
    }
  }

  private void start(TaskState task, StageState stage, int workerId) {
    Map<Integer, List<AttemptId>> inputs = new HashMap<>();
    for (ExchangeSourceNode source : stage.stage.sources()) {
      inputs.put(source.stageId(), stages.get(source.stageId()).outputs());
    }
    slots.take(workerId);
    commands.add(new StartAttempt(workerId, task.start(workerId, inputs, nowNanos)));
  }

  private void finish(TaskOutput output) {
    StageState stage = stages.get(output.id().stageId());
    TaskState task = find(output.id());
    if (task == null || !endAttempt(task, output.id())) {
      commands.add(new DropOutput(output.id()));
      return;
    }
    cancelAttempts(task);
    task.phase = TaskState.Phase.FINISHED;
    task.output = output;
    commands.add(new TellTaskFinished(output));
    update(stage, task);
  }

  private void endFailed(TaskFailure failure) {
    StageState stage = stages.get(failure.id().stageId());
    TaskState task = find(failure.id());
    if (task == null || !endAttempt(task, failure.id())) {
      return;
    }
    if (failure.lostOutput() != null) {
      loseOutput(failure.lostOutput(), failure.message());
    }
    boolean isStillWanted = !hasFailed && stage.tasks.contains(task);
    if (isStillWanted) {
      failTask(stage, task, failure);
    }
  }

  private void failTask(StageState stage, TaskState task, TaskFailure failure) {
    boolean canRetry =
        failure.code().kind() == ErrorKind.EXTERNAL || failure.code().kind() == ErrorKind.INTERNAL;
    boolean isEnding = failure.code() == ErrorCode.TIMEOUT || failure.code() == ErrorCode.CANCELLED;
    if (!canRetry && !isEnding && task.hasGuessedSplits()) {
      if (task.running.isEmpty()) {
        task.phase = TaskState.Phase.SUSPECT;
        commands.add(new TellTaskRetried(failure.id(), failure.message()));
        update(stage, task);
      }
      return;
    }
    if (!canRetry) {
      fail(failure.code(), failure.message());
      return;
    }
    boolean isRepeated =
        failure.code() == ErrorCode.INTERNAL && task.hasFailedWith(failure.message());
    task.failures.add(new TaskState.Failure(failure.id().attempt(), failure.message()));
    if (isRepeated || task.failures.size() >= settings.maxAttempts()) {
      fail(failure.code(), task.allFailures());
      return;
    }
    commands.add(new TellTaskRetried(failure.id(), failure.message()));
    if (task.running.isEmpty()) {
      stage.makePending(task);
    }
  }

  private void startSecondAttempts() {
    if (!settings.secondAttempts()) {
      return;
    }
    for (StageState stage : stages) {
      if (stage.phase != StageState.Phase.RUNNING || stage.hasPending() || stage.writesFiles) {
        continue;
      }
      long median = stage.medianNanos();
      long slow = Math.max(SLOW_NANOS, SLOW_FACTOR * median);
      for (TaskState task : stage.tasks) {
        boolean isSlow =
            median >= 0
                && task.running.size() == 1
                && nowNanos - task.running.get(0).startedNanos() > slow;
        Integer worker = isSlow && inputsAreComplete(stage) ? slots.freest() : null;
        if (worker != null) {
          start(task, stage, worker);
        }
      }
    }
  }

  // Losses.

  private void loseWorker(int workerId, String reason) {
    slots.remove(workerId);
    List<AttemptId> lost = new ArrayList<>();
    for (StageState stage : stages) {
      for (TaskState task : stage.tasks) {
        for (TaskState.Running running : task.running) {
          if (running.workerId() == workerId) {
            lost.add(running.id());
          }
        }
      }
    }
    for (AttemptId id : lost) {
      if (!hasFailed) {
        endFailed(new TaskFailure(id, ErrorCode.WORKER_LOST, reason, null));
      }
    }
  }

  private void loseOutput(AttemptId id, String reason) {
    StageState stage = stages.get(id.stageId());
    TaskState task = find(id);
    if (task == null || task.output == null || !task.output.id().equals(id)) {
      return;
    }
    if (stage.isRoot) {
      // Only outputs of which the client has seen nothing are reported lost.
      deliveredOutputs = Math.min(deliveredOutputs, task.index);
    }
    task.failures.add(new TaskState.Failure(id.attempt(), reason));
    if (task.failures.size() >= settings.maxAttempts()) {
      fail(ErrorCode.EXCHANGE_DATA_LOST, task.allFailures());
      return;
    }
    commands.add(new TellTaskRetried(id, reason));
    dropOutput(task);
    stage.makePending(task);
    reviveInputs(stage);
    if (!stage.isRepeatable) {
      resetReaders(stage);
    }
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
      if (reader.phase == StageState.Phase.WAITING) {
        continue;
      }
      if (reader.isRoot && deliveredOutputs > 0) {
        fail(
            ErrorCode.EXCHANGE_DATA_LOST,
            "Lost data of a stage whose rows were already given out in part: stage=" + stage.id());
        return;
      }
      reset(reader);
      resetReaders(reader);
    }
  }

  /** Forgets all tasks of a stage, which then begins again. */
  private void reset(StageState stage) {
    for (TaskState task : stage.tasks) {
      cancelAttempts(task);
      dropOutput(task);
    }
    stage.restart();
  }

  private void dropOutput(TaskState task) {
    TaskOutput output = task.output;
    if (output != null) {
      commands.add(new DropOutput(output.id()));
      task.output = null;
      task.isVerified = false;
    }
  }

  // Attempts.

  private @Nullable TaskState find(AttemptId id) {
    List<TaskState> tasks = stages.get(id.stageId()).tasks;
    return id.taskIndex() < tasks.size() ? tasks.get(id.taskIndex()) : null;
  }

  /** Returns whether the attempt counts: it was running and not given up. Frees its slot. */
  private boolean endAttempt(TaskState task, AttemptId id) {
    TaskState.Running running = task.end(id);
    if (running == null) {
      slots.endGivenUp(id);
      return false;
    }
    slots.giveBack(running.workerId());
    return true;
  }

  /** Cancels what still runs of a task; the slots are free when the attempts have ended. */
  private void cancelAttempts(TaskState task) {
    for (TaskState.Running running : task.running) {
      slots.giveUp(running.id(), running.workerId());
      commands.add(new CancelAttempt(running.workerId(), running.id()));
    }
    task.running.clear();
  }

  private void cancelAll() {
    for (StageState stage : stages) {
      for (TaskState task : stage.tasks) {
        cancelAttempts(task);
      }
    }
  }

  private void fail(ErrorCode code, String message) {
    if (hasFailed) {
      return;
    }
    hasFailed = true;
    commands.add(new FailQuery(code, message));
    cancelAll();
  }
}
