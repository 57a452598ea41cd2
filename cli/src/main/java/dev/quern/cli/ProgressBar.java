package dev.quern.cli;

import dev.quern.engine.progress.ProgressTracker;
import dev.quern.executor.queries.QueryEvent;
import dev.quern.executor.queries.QueryListener;
import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One line on standard error that tells how far a long query is. Appears after a second, so that
 * short queries print nothing, and moves four times a second.
 */
final class ProgressBar implements QueryListener, AutoCloseable {
  private static final long DELAY_MILLIS = 1000;
  private static final long INTERVAL_MILLIS = 250;
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final String WRAPPING_OFF = "\u001b[?7l";
  private static final String WRAPPING_ON = "\u001b[?7h";

  private final PrintStream err;
  private final ProgressTracker progress = new ProgressTracker(System.nanoTime());
  private final ScheduledExecutorService clock;
  private boolean isShown;
  private boolean isCleared;

  private ProgressBar(PrintStream err) {
    this.err = err;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "quern-progress");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        clock.scheduleAtFixedRate(this::draw, DELAY_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Returns a bar if standard error is a terminal (the start script knows), else null. */
  static @Nullable ProgressBar forStandardError() {
    return Boolean.getBoolean("quern.stderr.terminal") ? new ProgressBar(System.err) : null;
  }

  @Override
  public synchronized void onEvent(QueryEvent event) {
    progress.onEvent(event, System.nanoTime());
  }

  /** Takes the line off the screen, for good. */
  synchronized void clear() {
    isCleared = true;
    if (isShown) {
      err.print(CLEAR_LINE);
      err.flush();
      isShown = false;
    }
  }

  private synchronized void draw() {
    if (isCleared) {
      return;
    }
    String line = Progress.line(progress.at(System.nanoTime()));
    err.print(CLEAR_LINE + WRAPPING_OFF + line + WRAPPING_ON);
    err.flush();
    isShown = true;
  }

  @Override
  public void close() {
    clear();
    clock.shutdownNow();
  }
}
