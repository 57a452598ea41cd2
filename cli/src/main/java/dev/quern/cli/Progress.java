package dev.quern.cli;

import dev.quern.engine.progress.QueryProgress;
import java.util.Locale;

/** How far a query is, as one line of text. Knows no terminal. */
final class Progress {
  private static final int BAR_WIDTH = 20;

  private Progress() {}

  /**
   * Returns the line: stages, a bar over the tasks of the stages that run, what all tasks have done
   * and cost, and the time that is left.
   */
  static String line(QueryProgress progress) {
    int filled = (int) (BAR_WIDTH * progress.fraction());
    StringBuilder line = new StringBuilder("stage ");
    line.append(progress.stage()).append('/').append(progress.stageCount());
    line.append(" [").append("#".repeat(filled)).append("-".repeat(BAR_WIDTH - filled));
    line.append("] ").append(progress.tasksFinished()).append('/').append(progress.taskCount());
    line.append(" tasks, ").append(count(progress.rows())).append(" rows, ");
    line.append(bytes(progress.bytesRead())).append(" read");
    if (progress.bytesSpilled() > 0) {
      line.append(", ").append(bytes(progress.bytesSpilled())).append(" spilled");
    }
    line.append(", ").append(progress.elapsed().toSeconds()).append(" s");
    progress
        .timeLeft()
        .ifPresent(
            left -> line.append(", ").append(Math.round(left.toMillis() / 1e3)).append(" s left"));
    return line.toString();
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
