package dev.quern.executor.scheduler;

import dev.quern.executor.scheduler.SchedulerCommand.DropOutput;
import dev.quern.executor.scheduler.SchedulerCommand.FailQuery;
import dev.quern.executor.scheduler.SchedulerCommand.FinishQuery;
import dev.quern.executor.scheduler.SchedulerCommand.ListSplits;
import dev.quern.executor.scheduler.SchedulerCommand.ReleaseStage;
import dev.quern.executor.scheduler.SchedulerCommand.TellJoinShuffled;
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

/**
 * Decides what runs where for one query. Pure: each event with its time goes into {@link #handle},
 * which returns the commands to carry out, in order. Not thread-safe.
 *
 * <p>Stages run when all that they read is complete; their tasks go to free slots, those of stages
 * first that others wait for. The states are defined in {@link StageState.Phase} and {@link
 * TaskState.Phase}. A stage that would copy more rows to its tasks than {@link
 * SchedulerSettings#mostCopiedBytes()} is planned anew before it begins, see {@link ShuffledJoin}.
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
 *       Not in the root stage, where a task may only be waiting for the client.
 * </ul>
 */
public final class QueryScheduler {
  private static final long SLOW_NANOS = 2_000_000_000L;
  private static final int SLOW_FACTOR = 3;

  private final SchedulerSettings settings;
  private final TaskPlanner planner;

  /** By number. */
  private final List<StageState> stages = new ArrayList<>();

  /** In an order in which every stage follows those that it reads. */
  private final StageOrder order;

  private final List<SchedulerCommand> commands = new ArrayList<>();
  private final Attempts attempts = new Attempts(commands);
  private final ResultDelivery delivery = new ResultDelivery(commands);
  private final Recovery recovery = new Recovery(stages, attempts, delivery, commands);
  private boolean hasFailed;
  private long nowNanos;

  public QueryScheduler(StageGraph graph, SchedulerSettings settings) {
    this.settings = settings;
    this.planner = new TaskPlanner(settings);
    for (Stage stage : graph.stages()) {
      stages.add(StageState.planned(stage, graph));
    }
    this.order = new StageOrder(stages);
  }

  /** Returns the plan of a stage as it is now. */
  public Stage stage(int stageId) {
    return stages.get(stageId).stage;
  }

  /** Returns the plans of all stages as they are now; every stage follows those that it reads. */
  public List<Stage> plan() {
    return order.stages().stream().map(state -> state.stage).toList();
  }

  /** Returns whether a task of the root stage that runs again gives the same rows in order. */
  public static boolean isResultRepeatableInOrder(StageGraph graph) {
    return StageTraits.isRepeatableInOrder(graph.rootStage(), graph);
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
      attempts.addWorker(ready.workerId(), ready.slots());
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
    } else if (event instanceof SchedulerEvent.OutputRead read) {
      delivery.read(read.id().taskIndex());
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
    List<StageState> ready = readyStages();
    while (!ready.isEmpty()) {
      for (StageState stage : ready) {
        ShuffledJoin shuffled = order.shuffleLargeCopy(stage, settings);
        if (shuffled != null) {
          commands.add(new TellJoinShuffled(shuffled, plan()));
        } else {
          start(stage);
        }
      }
      ready = readyStages();
    }
  }

  private List<StageState> readyStages() {
    return order.stages().stream()
        .filter(
            stage ->
                stage.phase == StageState.Phase.WAITING
                    && isNeeded(stage)
                    && inputsAreComplete(stage))
        .toList();
  }

  private void start(StageState stage) {
    if (stage.stage.scans().isEmpty()) {
      begin(stage, Map.of());
    } else {
      stage.phase = StageState.Phase.LISTING;
      commands.add(new ListSplits(stage.id(), stage.wholeFiles));
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
    stage.begin(
        planner.plan(
            stage.stage,
            stage.isSingleTask,
            stage.isRoot,
            splits,
            partitionBytes,
            order.isCopyLarge(stage, settings)));
    commands.add(new TellStageStarted(stage.id(), stage.tasks.size()));
  }

  private void update(StageState stage, TaskState changed) {
    for (TaskState task : stage.verify(changed)) {
      TaskOutput wrong = task.output;
      if (wrong != null) {
        commands.add(new DropOutput(wrong.id()));
        commands.add(new TellTaskRetried(wrong.id(), "a split began inside a row"));
      }
      attempts.cancel(task);
      stage.makePending(task);
    }
    if (stage.isRoot) {
      delivery.deliverVerified(stage);
    }
    int complete = stage.completeTasks();
    if (complete >= 0) {
      complete(stage, complete);
    } else if (stage.needsWholeFiles()) {
      restartWithWholeFiles(stage);
    }
  }

  private void restartWithWholeFiles(StageState stage) {
    if (stage.wholeFiles) {
      fail(
          ErrorCode.INTERNAL, "Cannot verify where the rows of a split begin: stage=" + stage.id());
      return;
    }
    stage.wholeFiles = true;
    recovery.reset(stage);
  }

  private void complete(StageState stage, int usedTasks) {
    stage.phase = StageState.Phase.COMPLETE;
    stage.usedTasks = usedTasks;
    stage.clearPending();
    for (TaskState task : stage.tasks.subList(usedTasks, stage.tasks.size())) {
      attempts.cancel(task);
      attempts.dropOutput(task);
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
    for (StageState stage : order.stages()) {
      while (stage.phase == StageState.Phase.RUNNING && stage.hasPending()) {
        Integer worker = attempts.freestWorker();
        if (worker == null) {
          return;
        }
        if (!inputsAreComplete(stage) || !isWanted(stage)) {
          break;
        }
        TaskState task = stage.takePending();
        if (task.phase == TaskState.Phase.PENDING) {
          start(task, stage, worker);
        }
      }
    }
  }

  private boolean isWanted(StageState stage) {
    return !stage.isRoot || delivery.mayStart(stage, stage.nextPending());
  }

  private void start(TaskState task, StageState stage, int workerId) {
    Map<Integer, List<AttemptId>> inputs = new HashMap<>();
    for (ExchangeSourceNode source : stage.stage.sources()) {
      inputs.put(source.stageId(), stages.get(source.stageId()).outputs());
    }
    stage.correctStarts(task);
    boolean isStreamed = ResultDelivery.canStream(stage, task);
    Stage replanned = stage.isReplanned ? stage.stage : null;
    AttemptId id = attempts.start(task, workerId, inputs, isStreamed, replanned, nowNanos);
    if (isStreamed) {
      delivery.started(task, id);
    }
  }

  private void finish(TaskOutput output) {
    StageState stage = stages.get(output.id().stageId());
    TaskState task = recovery.find(output.id());
    if (task == null || !attempts.end(task, output.id())) {
      commands.add(new DropOutput(output.id()));
      return;
    }
    attempts.cancel(task);
    task.phase = TaskState.Phase.FINISHED;
    task.output = output;
    commands.add(new TellTaskFinished(output));
    update(stage, task);
  }

  private void endFailed(TaskFailure failure) {
    StageState stage = stages.get(failure.id().stageId());
    TaskState task = recovery.find(failure.id());
    if (task == null || !attempts.end(task, failure.id())) {
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
      boolean canRunTwice = !stage.writesFiles && !stage.isRoot;
      if (stage.phase != StageState.Phase.RUNNING || stage.hasPending() || !canRunTwice) {
        continue;
      }
      long median = stage.medianNanos();
      long slow = Math.max(SLOW_NANOS, SLOW_FACTOR * median);
      for (TaskState task : stage.tasks) {
        boolean isSlow =
            median >= 0
                && task.running.size() == 1
                && nowNanos - task.running.get(0).startedNanos() > slow;
        Integer worker = isSlow && inputsAreComplete(stage) ? attempts.freestWorker() : null;
        if (worker != null) {
          start(task, stage, worker);
        }
      }
    }
  }

  // Losses.

  private void loseWorker(int workerId, String reason) {
    attempts.removeWorker(workerId);
    for (AttemptId id : Attempts.runningOn(workerId, stages)) {
      if (!hasFailed) {
        endFailed(new TaskFailure(id, ErrorCode.WORKER_LOST, reason, null));
      }
    }
  }

  private void loseOutput(AttemptId id, String reason) {
    String failure = recovery.loseOutput(id, reason, settings.maxAttempts());
    if (failure != null) {
      fail(ErrorCode.EXCHANGE_DATA_LOST, failure);
    }
  }

  private void fail(ErrorCode code, String message) {
    if (hasFailed) {
      return;
    }
    hasFailed = true;
    commands.add(new FailQuery(code, message));
    for (StageState stage : stages) {
      stage.tasks.forEach(attempts::cancel);
    }
  }
}
