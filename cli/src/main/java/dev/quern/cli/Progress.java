package dev.quern.cli;

import dev.quern.executor.queries.QueryEvent;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How far a query is, as one line of text. Fed with events and times; knows no terminal. */
final class Progress {
  private static final int BAR_WIDTH = 20;

  private final Map<Integer, RunningStage> running = new TreeMap<>();
  private int stageCount;
  private int finishedStages;
  private long rows;
  private long bytesRead;
  private long bytesSpilled;

  private static final class RunningStage {
    private final int taskCount;
    private final long startNanos;
    private int finishedTasks;

    RunningStage(int taskCount, long startNanos) {
      this.taskCount = taskCount;
      this.startNanos = startNanos;
    }
  }

  void onEvent(QueryEvent event, long nowNanos) {
    if (event instanceof QueryEvent.QueryStarted started) {
      stageCount = started.stageCount();
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

  /**
   * Returns the line: stages, a bar over the tasks of the stages that run, what all tasks have done
   * and cost, and the time that the running stages still need if their tasks go on as fast.
   */
  String line(long startNanos, long nowNanos) {
    int tasks = running.values().stream().mapToInt(stage -> stage.taskCount).sum();
    int finished = running.values().stream().mapToInt(stage -> stage.finishedTasks).sum();
    int filled = tasks == 0 ? 0 : Math.min(BAR_WIDTH, BAR_WIDTH * finished / tasks);
    StringBuilder line = new StringBuilder("stage ");
    line.append(Math.min(finishedStages + 1, Math.max(1, stageCount))).append('/');
    line.append(Math.max(1, stageCount)).append(" [").append("#".repeat(filled));
    line.append("-".repeat(BAR_WIDTH - filled)).append("] ");
    line.append(finished).append('/').append(tasks).append(" tasks, ");
    line.append(count(rows)).append(" rows, ").append(bytes(bytesRead)).append(" read");
    if (bytesSpilled > 0) {
      line.append(", ").append(bytes(bytesSpilled)).append(" spilled");
    }
    line.append(", ").append((nowNanos - startNanos) / 1_000_000_000).append(" s");
    long left = secondsLeft(tasks, finished, nowNanos);
    return left < 0 ? line.toString() : line.append(", ").append(left).append(" s left").toString();
  }

  /** Returns the seconds that the running stages still need, or -1 if that cannot be told yet. */
  private long secondsLeft(int tasks, int finished, long nowNanos) {
    if (finished == 0 || finished >= tasks) {
      return -1;
    }
    long start = Long.MAX_VALUE;
    for (RunningStage stage : running.values()) {
      start = Math.min(start, stage.startNanos);
    }
    return Math.round((nowNanos - start) / 1e9 * (tasks - finished) / finished);
  }

  private static String count(long number) {
    if (number < 10_000) {
      return Long.toString(number);
    }
    return number < 10_000_000
        ? number / 1000 + "k"
        : String.format(Locale.ROOT, "%.1fM", number / 1e6);
  }

  private static String bytes(long number) {
    return number < 10_000_000_000L
        ? String.format(Locale.ROOT, "%.0f MB", number / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", number / 1e9);
  }
}
