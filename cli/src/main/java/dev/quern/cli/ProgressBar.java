package dev.quern.cli;

import dev.quern.executor.queries.QueryEvent;
import dev.quern.executor.queries.QueryListener;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line on standard error that tells how far a long query is: stage, tasks, bytes read and
 * spilled. Appears after a second, so that short queries print nothing.
 */
final class ProgressBar implements QueryListener {
  private static final long DELAY_NANOS = 1_000_000_000;
  private static final int BAR_WIDTH = 30;

  private final PrintStream err;
  private final long start = System.nanoTime();
  private int stageId;
  private int taskCount;
  private int finishedTasks;
  private long bytesRead;
  private long bytesSpilled;
  private boolean isShown;
  private boolean isCleared;

  private ProgressBar(PrintStream err) {
    this.err = err;
  }

  /** Returns a bar if standard error is a terminal (the start script knows), else null. */
  static @Nullable ProgressBar forStandardError() {
    return Boolean.getBoolean("quern.stderr.terminal") ? new ProgressBar(System.err) : null;
  }

  @Override
  public synchronized void onEvent(QueryEvent event) {
    if (event instanceof QueryEvent.StageStarted stage) {
      stageId = stage.stageId();
      taskCount = stage.taskCount();
      finishedTasks = 0;
    } else if (event instanceof QueryEvent.TaskFinished task) {
      finishedTasks += task.stageId() == stageId ? 1 : 0;
      bytesRead += task.bytesRead();
      bytesSpilled += task.bytesSpilled();
    }
    if (!isCleared && System.nanoTime() - start > DELAY_NANOS) {
      draw();
    }
  }

  synchronized void clear() {
    isCleared = true;
    if (isShown) {
      err.print("\r\u001b[K");
      err.flush();
      isShown = false;
    }
  }

  private void draw() {
    int filled = taskCount == 0 ? 0 : BAR_WIDTH * finishedTasks / taskCount;
    err.print(
        String.format(
            Locale.ROOT,
            "\r\u001b[Kstage %d [%s%s] %d/%d tasks, %s read%s, %.0f s",
            stageId,
            "#".repeat(filled),
            "-".repeat(BAR_WIDTH - filled),
            finishedTasks,
            taskCount,
            megabytes(bytesRead),
            bytesSpilled == 0 ? "" : ", " + megabytes(bytesSpilled) + " spilled",
            (System.nanoTime() - start) / 1e9));
    err.flush();
    isShown = true;
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.0f MB", bytes / 1e6);
  }
}
