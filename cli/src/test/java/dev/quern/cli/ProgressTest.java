package dev.quern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.engine.progress.ProgressTracker;
import dev.quern.executor.queries.QueryEvent;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = 1_000_000_000;

  private final ProgressTracker progress = new ProgressTracker(0);

  @Test
  void beginsEmpty() {
    assertEquals(
        "stage 1/1 [--------------------] 0/0 tasks, 0 rows, 0 MB read, 1 s",
        Progress.line(progress.at(SECOND)));
  }

  @Test
  void tellsStageRowsBytesSpillsAndTimeLeft() {
    progress.onEvent(new QueryEvent.QueryStarted(3), 0);
    progress.onEvent(new QueryEvent.StageStarted(0, 4), SECOND);
    assertEquals(
        "stage 1/3 [--------------------] 0/4 tasks, 0 rows, 0 MB read, 2 s",
        Progress.line(progress.at(2 * SECOND)));
    progress.onEvent(new QueryEvent.TaskFinished(0, 0, 0, 9_999, 5_000_000, 0, 0), 2 * SECOND);
    assertEquals(
        "stage 1/3 [#####---------------] 1/4 tasks, 9999 rows, 5 MB read, 3 s, 6 s left",
        Progress.line(progress.at(3 * SECOND)));
    progress.onEvent(new QueryEvent.TaskFinished(0, 1, 0, 1, 0, 7_000_000, 0), 3 * SECOND);
    assertEquals(
        "stage 1/3 [##########----------] 2/4 tasks, 10k rows, 5 MB read, 7 MB spilled, 3 s, 2 s"
            + " left",
        Progress.line(progress.at(3 * SECOND)));
  }

  @Test
  void countsStagesThatRunTogether() {
    progress.onEvent(new QueryEvent.QueryStarted(3), 0);
    progress.onEvent(new QueryEvent.StageStarted(0, 1), 0);
    progress.onEvent(new QueryEvent.StageStarted(1, 3), 0);
    progress.onEvent(
        new QueryEvent.TaskFinished(0, 0, 0, 20_000_000, 20_000_000_000L, 0, 0), SECOND);
    assertEquals(
        "stage 1/3 [#####---------------] 1/4 tasks, 20.0M rows, 20.0 GB read, 2 s, 6 s left",
        Progress.line(progress.at(2 * SECOND)));
    progress.onEvent(new QueryEvent.StageFinished(0, 20_000_000, 0), 2 * SECOND);
    assertEquals(
        "stage 2/3 [--------------------] 0/3 tasks, 20.0M rows, 20.0 GB read, 2 s",
        Progress.line(progress.at(2 * SECOND)));
    progress.onEvent(new QueryEvent.JoinShuffled(2, 7, 1L << 30, 2), 2 * SECOND);
    assertTrue(Progress.line(progress.at(2 * SECOND)).startsWith("stage 2/5 "));
  }

  @Test
  void staysAtTheEnd() {
    progress.onEvent(new QueryEvent.QueryStarted(1), 0);
    progress.onEvent(new QueryEvent.StageStarted(0, 1), 0);
    progress.onEvent(new QueryEvent.TaskFinished(0, 0, 0, 5, 0, 0, 0), SECOND);
    progress.onEvent(new QueryEvent.TaskFinished(0, 0, 1, 5, 0, 0, 0), SECOND);
    progress.onEvent(new QueryEvent.StageFinished(0, 5, 0), SECOND);
    assertEquals(
        "stage 1/1 [--------------------] 0/0 tasks, 10 rows, 0 MB read, 2 s",
        Progress.line(progress.at(2 * SECOND)));
  }
}
