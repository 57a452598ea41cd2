package dev.quern.executor.scheduler;

import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  final Stage stage;
  final boolean isRoot;
  final boolean isSingleTask;
  final boolean isRepeatable;
  final boolean writesFiles;
  final long rowsNeeded;
  final List<Integer> readers;
  Phase phase = Phase.WAITING;
  List<TaskState> tasks = List.of();
  boolean wholeFiles;
  boolean isTold;

  /** How many of the tasks, from the first on, make up the output. */
  int usedTasks;

  private int firstAttempt;
  private int verifiedPrefix;
  private final Deque<TaskState> pending = new ArrayDeque<>();
  private SplitChains chains = new SplitChains(List.of());

  StageState(Stage stage, StageGraph graph) {
    this.stage = stage;
    this.isRoot = stage.id() == graph.rootStage().id();
    this.isSingleTask = StageTraits.isSingleTask(stage, isRoot);
    this.isRepeatable = StageTraits.isRepeatable(stage);
    this.writesFiles = StageTraits.writesFiles(stage.root());
    this.rowsNeeded = StageTraits.rowsNeeded(stage.id(), graph);
    this.readers = StageTraits.readersOf(stage.id(), graph);
  }

  int id() {
    return stage.id();
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
    if (!isRoot && rowsNeeded < 0) {
      all.sort(Comparator.comparingLong((TaskState task) -> task.bytes).reversed());
    }
    pending.clear();
    pending.addAll(all);
    phase = Phase.RUNNING;
  }

  /** Puts a task in front of the queue: others may wait for it. */
  void makePending(TaskState task) {
    task.phase = TaskState.Phase.PENDING;
    task.isVerified = false;
    task.output = null;
    verifiedPrefix = Math.min(verifiedPrefix, task.index);
    if (!pending.contains(task)) {
      pending.addFirst(task);
    }
    if (phase != Phase.RUNNING) {
      phase = Phase.RUNNING;
      usedTasks = tasks.size();
      for (TaskState other : tasks) {
        if (other.phase == TaskState.Phase.PENDING && !pending.contains(other)) {
          pending.addLast(other);
        }
      }
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

  @Nullable TaskState pollPending() {
    return pending.poll();
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
