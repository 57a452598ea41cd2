package dev.quern.engine.progress;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a query is.
 *
 * @param stage the stage that runs, from 1; of several the first
 * @param stageCount all stages, at least 1
 * @param tasksFinished tasks done of the stages that run now
 * @param taskCount all tasks of the stages that run now
 * @param rows rows that all finished tasks have given, of all stages
 * @param bytesRead bytes that they have read from files
 * @param bytesSpilled bytes that they wrote to disk for lack of memory
 * @param elapsed time since the query began to run
 * @param timeLeft what the running stages still need if their tasks go on as fast; empty if that
 *     cannot be told yet
 */
public record QueryProgress(
    int stage,
    int stageCount,
    int tasksFinished,
    int taskCount,
    long rows,
    long bytesRead,
    long bytesSpilled,
    Duration elapsed,
    Optional<Duration> timeLeft) {

  /** Returns how much of the running stages is done, 0 to 1. */
  public double fraction() {
    return taskCount == 0 ? 0 : Math.min(1, (double) tasksFinished / taskCount);
  }
}
