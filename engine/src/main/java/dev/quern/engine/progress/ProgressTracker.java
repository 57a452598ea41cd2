package dev.quern.engine.progress;

import dev.quern.executor.queries.QueryEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sums up the events of a query. Fed with events and times; has no clock. Not thread-safe. */
public final class ProgressTracker {
  private final Map<Integer, RunningStage> running = new TreeMap<>();
  private final long startNanos;
  private int stageCount = 1;
  private int finishedStages;
  private long rows;
  private long bytesRead;
  private long bytesSpilled;

  /**
   * @param startNanos when the query was sent
   */
  public ProgressTracker(long startNanos) {
    this.startNanos = startNanos;
  }

  private static final class RunningStage {
    private final int taskCount;
    private final long startNanos;
    private int finishedTasks;

    RunningStage(int taskCount, long startNanos) {
      this.taskCount = taskCount;
      this.startNanos = startNanos;
    }
  }

  /** Takes an event that came at {@code nowNanos}. */
  public void onEvent(QueryEvent event, long nowNanos) {
    if (event instanceof QueryEvent.QueryStarted started) {
      stageCount = Math.max(1, started.stageCount());
    } else if (event instanceof QueryEvent.JoinShuffled shuffled) {
      stageCount += shuffled.addedStages();
    } else if (event instanceof QueryEvent.StageStarted stage) {
      running.put(stage.stageId(), new RunningStage(stage.taskCount(), nowNanos));
    } else if (event instanceof QueryEvent.TaskFinished task) {
      addTask(task);
    } else if (event instanceof QueryEvent.StageFinished stage) {
      finishedStages += running.remove(stage.stageId()) == null ? 0 : 1;
    }
  }

  private void addTask(QueryEvent.TaskFinished task) {
    RunningStage stage = running.get(task.stageId());
    if (stage != null) {
      stage.finishedTasks++;
    }
    rows += task.rows();
    bytesRead += task.bytesRead();
    bytesSpilled += task.bytesSpilled();
  }

  /** Returns how far the query is at {@code nowNanos}. */
  public QueryProgress at(long nowNanos) {
    int tasks = running.values().stream().mapToInt(stage -> stage.taskCount).sum();
    int finished = running.values().stream().mapToInt(stage -> stage.finishedTasks).sum();
    return new QueryProgress(
        Math.min(finishedStages + 1, stageCount),
        stageCount,
        finished,
        tasks,
        rows,
        bytesRead,
        bytesSpilled,
        Duration.ofNanos(nowNanos - startNanos),
        timeLeft(tasks, finished, nowNanos));
  }

  private Optional<Duration> timeLeft(int tasks, int finished, long nowNanos) {
    if (finished == 0 || finished >= tasks) {
      return Optional.empty();
    }
    long start = Long.MAX_VALUE;
    for (RunningStage stage : running.values()) {
      start = Math.min(start, stage.startNanos);
    }
    double nanos = (double) (nowNanos - start) * (tasks - finished) / finished;
    return Optional.of(Duration.ofNanos(Math.round(nanos)));
  }
}
