package dev.quern.executor.scheduler;

import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Where a stage stands. */
final class StageState {
  /** The states of a stage. */
  enum Phase {
    /** Not begun: stages that it reads are not complete. */
    WAITING,
    /** Its splits are being listed. */
    LISTING,
    /** Its tasks are known; some have not ended, or not been verified. */
    RUNNING,
    /** All outputs that its readers need are there. */
    COMPLETE,
    /** Its outputs are removed, since all readers are complete. */
    RELEASED
  }

  final boolean isRoot;
  final boolean isSingleTask;
  final boolean isRepeatable;
  final boolean writesFiles;
  final long rowsNeeded;

  /** Its plan. */
  Stage stage;

  /** Whether the plan is another one than that of the query's graph, or the stage is not in it. */
  boolean isReplanned;

  /** The stages that read this one. */
  List<Integer> readers = List.of();

  Phase phase = Phase.WAITING;
  List<TaskState> tasks = List.of();
  boolean wholeFiles;
  boolean isTold;

  /** How many of the tasks, from the first on, make up the output. */
  int usedTasks;

  private int firstAttempt;
  private int verifiedPrefix;

  /** By place: tasks that are to run again come first, unless tasks run in their order. */
  private final NavigableMap<Integer, TaskState> pending = new TreeMap<>();

  private SplitChains chains = new SplitChains(List.of());

  private StageState(Stage stage, boolean isRoot, long rowsNeeded) {
    this.stage = stage;
    this.isRoot = isRoot;
    this.isSingleTask = StageTraits.isSingleTask(stage, isRoot);
    this.isRepeatable = StageTraits.isRepeatable(stage);
    this.writesFiles = StageTraits.writesFiles(stage.root());
    this.rowsNeeded = rowsNeeded;
  }

  /** Returns a stage of the query's graph. */
  static StageState planned(Stage stage, StageGraph graph) {
    boolean isRoot = stage.id() == graph.rootStage().id();
    return new StageState(stage, isRoot, StageTraits.rowsNeeded(stage.id(), graph));
  }

  /** Returns a stage that was added while the query runs; all of its rows are needed. */
  static StageState added(Stage stage) {
    StageState state = new StageState(stage, false, -1);
    state.isReplanned = true;
    return state;
  }

  int id() {
    return stage.id();
  }

  /**
   * Takes another plan that puts out the same rows, by as many tasks as there will be: one or
   * several, as before. The stage has not begun.
   */
  void replan(Stage changed) {
    stage = changed;
    isReplanned = true;
  }

  /** Begins with these tasks: largest first, or in order where the first ones may be enough. */
  void begin(List<TaskWork> work) {
    List<TaskState> all = new ArrayList<>();
    for (TaskWork ofTask : work) {
      all.add(new TaskState(id(), all.size(), ofTask, firstAttempt));
    }
    tasks = List.copyOf(all);
    usedTasks = tasks.size();
    chains = new SplitChains(tasks);
    if (!isInOrder()) {
      all.sort(Comparator.comparingLong((TaskState task) -> task.bytes).reversed());
    }
    pending.clear();
    for (TaskState task : all) {
      pending.put(isInOrder() ? task.index : pending.size(), task);
    }
    phase = Phase.RUNNING;
  }

  private boolean isInOrder() {
    return isRoot || rowsNeeded >= 0;
  }

  /** Puts a task in front of the queue, unless tasks run in their order: others may wait for it. */
  void makePending(TaskState task) {
    task.phase = TaskState.Phase.PENDING;
    task.isVerified = false;
    task.isDelivered = false;
    task.output = null;
    verifiedPrefix = Math.min(verifiedPrefix, task.index);
    enqueue(task, pending.isEmpty() ? 0 : pending.firstKey() - 1);
    if (phase != Phase.RUNNING) {
      phase = Phase.RUNNING;
      usedTasks = tasks.size();
      for (TaskState other : tasks) {
        if (other.phase == TaskState.Phase.PENDING) {
          enqueue(other, pending.lastKey() + 1);
        }
      }
    }
  }

  private void enqueue(TaskState task, int place) {
    if (!pending.containsValue(task)) {
      pending.put(isInOrder() ? task.index : place, task);
    }
  }

  /** Forgets the tasks; the stage begins again with new ones when its inputs are complete. */
  void restart() {
    for (TaskState task : tasks) {
      firstAttempt = Math.max(firstAttempt, task.nextAttempt());
    }
    tasks = List.of();
    usedTasks = 0;
    verifiedPrefix = 0;
    pending.clear();
    chains = new SplitChains(tasks);
    phase = Phase.WAITING;
  }

  boolean hasPending() {
    return !pending.isEmpty();
  }

  /** Returns the task to start next and removes it from the queue. Throws if there is none. */
  TaskState takePending() {
    return pending.pollFirstEntry().getValue();
  }

  /** Returns the index of the task to start next. Throws if there is none. */
  int nextPending() {
    return pending.firstEntry().getValue().index;
  }

  /** Makes guessed row starts of a task exact that have become known. */
  void correctStarts(TaskState task) {
    chains.correctStarts(task, tasks);
  }

  void clearPending() {
    pending.clear();
  }

  /**
   * Checks guessed row starts in the files of a task that has changed.
   *
   * @return the tasks that must run again with corrected ones
   */
  Set<TaskState> verify(TaskState changed) {
    return chains.check(changed, tasks);
  }

  boolean needsWholeFiles() {
    return chains.needsWholeFiles();
  }

  /** Returns how many of the first tasks have a verified output. */
  int verifiedPrefix() {
    while (verifiedPrefix < tasks.size() && tasks.get(verifiedPrefix).isVerified) {
      verifiedPrefix++;
    }
    return verifiedPrefix;
  }

  /** Returns how many of the first tasks make up the output, or -1 if that is not known yet. */
  int completeTasks() {
    int verified = verifiedPrefix();
    if (verified == tasks.size()) {
      return verified;
    }
    if (rowsNeeded >= 0) {
      long rows = 0;
      for (int i = 0; i < verified; i++) {
        rows += outputOf(tasks.get(i)).rows();
        if (rows >= rowsNeeded) {
          return i + 1;
        }
      }
    }
    return -1;
  }

  /** Returns the outputs that readers are to read, in task order. */
  List<AttemptId> outputs() {
    List<AttemptId> outputs = new ArrayList<>();
    for (TaskState task : tasks.subList(0, usedTasks)) {
      outputs.add(outputOf(task).id());
    }
    return outputs;
  }

  /** Returns the size of each partition over all tasks. */
  List<Long> partitionBytes() {
    List<Long> sums = new ArrayList<>();
    for (TaskState task : tasks.subList(0, usedTasks)) {
      List<Long> sizes = outputOf(task).partitionBytes();
      for (int i = 0; i < sizes.size(); i++) {
        if (i == sums.size()) {
          sums.add(0L);
        }
        sums.set(i, sums.get(i) + sizes.get(i));
      }
    }
    return sums;
  }

  long rows() {
    return tasks.subList(0, usedTasks).stream().mapToLong(task -> outputOf(task).rows()).sum();
  }

  long bytes() {
    return tasks.subList(0, usedTasks).stream().mapToLong(task -> outputOf(task).bytes()).sum();
  }

  /** Returns how long the middle one of the finished tasks took, or -1 if too few have finished. */
  long medianNanos() {
    List<Long> nanos = new ArrayList<>();
    for (TaskState task : tasks) {
      if (task.phase == TaskState.Phase.FINISHED) {
        nanos.add(outputOf(task).nanos());
      }
    }
    if (nanos.size() * 2 < tasks.size() || nanos.isEmpty()) {
      return -1;
    }
    nanos.sort(Comparator.naturalOrder());
    return nanos.get(nanos.size() / 2);
  }

  private static TaskOutput outputOf(TaskState task) {
    TaskOutput output = task.output;
    if (output == null) {
      throw new IllegalStateException(
          "no output: stage " + task.stageId + " task " + task.index + " is " + task.phase);
    }
    return output;
  }
}
