package dev.quern.executor.scheduler;

import dev.quern.plan.nodes.Split;
import dev.quern.plan.stages.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a task stands. */
final class TaskState {
  /** The states of a task. */
  enum Phase {
    /** Waits for a free slot (and for its stage's inputs). */
    PENDING,
    /** One attempt or two are running. */
    RUNNING,
    /**
     * Has failed while it read from a guessed row start, so that the guess may be to blame: waits
     * until the start is known, then runs again.
     */
    SUSPECT,
    /** Has an output; whether its guessed row starts were right may still be open. */
    FINISHED
  }

  /** Why an attempt is to be made again. */
  record Failure(int attempt, String message) {}

  /** An attempt on its way. */
  record Running(AttemptId id, int workerId, long startedNanos) {}

  final int stageId;
  final int index;
  final long bytes;
  private final Map<Integer, List<Split>> splits;
  private final int firstPartition;
  private final int endPartition;
  final List<Running> running = new ArrayList<>();
  final List<Failure> failures = new ArrayList<>();
  Phase phase = Phase.PENDING;
  boolean isVerified;

  /** Whether the client knows the output, or the attempt that makes it. */
  boolean isDelivered;

  @Nullable TaskOutput output;
  private int nextAttempt;

  /** Makes a task whose attempts are numbered from {@code firstAttempt} on. */
  TaskState(int stageId, int index, TaskWork work, int firstAttempt) {
    this.stageId = stageId;
    this.index = index;
    this.bytes = work.bytes();
    this.splits = new HashMap<>(work.splits());
    this.firstPartition = work.firstPartition();
    this.endPartition = work.endPartition();
    this.nextAttempt = firstAttempt;
  }

  /** Returns the number of the attempt that would start next. */
  int nextAttempt() {
    return nextAttempt;
  }

  /** Starts one more attempt, of a stage with this plan if it is not that of the query's graph. */
  TaskAssignment start(
      int workerId,
      Map<Integer, List<AttemptId>> inputs,
      boolean isStreamed,
      @Nullable Stage replanned,
      long nowNanos) {
    AttemptId id = new AttemptId(stageId, index, nextAttempt++);
    running.add(new Running(id, workerId, nowNanos));
    phase = Phase.RUNNING;
    return new TaskAssignment(
        id, splits, firstPartition, endPartition, inputs, isStreamed, replanned);
  }

  /** Removes an attempt that has ended, or returns null if it is not known to run. */
  @Nullable Running end(AttemptId id) {
    for (int i = 0; i < running.size(); i++) {
      if (running.get(i).id().equals(id)) {
        return running.remove(i);
      }
    }
    return null;
  }

  /** Returns whether a split begins at a place that is only guessed to be the start of a row. */
  boolean hasGuessedSplits() {
    return splits.values().stream().anyMatch(list -> list.stream().anyMatch(s -> !s.exactStart()));
  }

  /** Returns whether an earlier attempt ended with this very message. */
  boolean hasFailedWith(String message) {
    return failures.stream().anyMatch(failure -> failure.message().equals(message));
  }

  /** Names every attempt that has failed, but tells only once what several of them say. */
  String allFailures() {
    Map<String, String> attempts = new LinkedHashMap<>();
    for (Failure failure : failures) {
      attempts.merge(
          failure.message(), String.valueOf(failure.attempt()), (all, next) -> all + ", " + next);
    }
    List<String> told = new ArrayList<>();
    attempts.forEach((message, numbers) -> told.add(numbers + ": " + message));
    return "Task failed too often: stage="
        + stageId
        + ", task="
        + index
        + ", attempts: "
        + String.join("; ", told);
  }

  Map<Integer, List<Split>> splits() {
    return splits;
  }

  /** Puts {@code corrected} in the place of {@code wrong}; nothing if it is null. */
  void correct(int scanId, Split wrong, @Nullable Split corrected) {
    List<Split> changed = new ArrayList<>();
    for (Split split : splits.getOrDefault(scanId, List.of())) {
      if (!split.equals(wrong)) {
        changed.add(split);
      } else if (corrected != null) {
        changed.add(corrected);
      }
    }
    splits.put(scanId, List.copyOf(changed));
  }
}
