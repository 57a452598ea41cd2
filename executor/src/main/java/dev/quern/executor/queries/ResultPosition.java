package dev.quern.executor.queries;

import dev.quern.executor.scheduler.AttemptId;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import org.jspecify.annotations.Nullable;

/**
 * How far a client has come in the rows of the root stage: sees to it that it gets every row once,
 * whatever runs again meanwhile. One thread.
 */
final class ResultPosition {
  private final boolean isRepeatableInOrder;
  private int round;
  private int taskIndex;
  private long rowsGiven;
  private long rowsOfTask;
  private long rowsToSkip;
  private @Nullable AttemptId lost;
  private String lossReason = "";

  /**
   * Begins before the first row.
   *
   * @param isRepeatableInOrder whether a task of the root stage that runs again gives the same rows
   *     in the same order
   */
  ResultPosition(boolean isRepeatableInOrder) {
    this.isRepeatableInOrder = isRepeatableInOrder;
  }

  /** Returns in which round of deliveries the client is. */
  int round() {
    return round;
  }

  /** Returns the task whose rows come next. */
  int taskIndex() {
    return taskIndex;
  }

  /** Returns the attempt that was lost while it was read, and not replaced yet. */
  @Nullable AttemptId lost() {
    return lost;
  }

  /**
   * Begins with the first task again, in another round.
   *
   * @throws QueryException EXCHANGE_DATA_LOST if rows were given out
   */
  void restart(int newRound) {
    if (rowsGiven > 0) {
      throw new QueryException(
          ErrorCode.EXCHANGE_DATA_LOST,
          "Lost data of which rows were already given out: rows=" + rowsGiven);
    }
    round = newRound;
    taskIndex = 0;
    rowsOfTask = 0;
    lost = null;
  }

  /**
   * Begins with an attempt of the current task, whose rows that were given out are to be skipped.
   *
   * @throws QueryException EXCHANGE_DATA_LOST if they could be others
   */
  void begin() {
    if (rowsOfTask > 0 && !isRepeatableInOrder) {
      throw new QueryException(ErrorCode.EXCHANGE_DATA_LOST, lossReason);
    }
    rowsToSkip = rowsOfTask;
    lost = null;
  }

  /** Returns how many of the next rows are to be skipped, out of so many. */
  int skip(int rowCount) {
    int skipped = (int) Math.min(rowsToSkip, rowCount);
    rowsToSkip -= skipped;
    return skipped;
  }

  /** Takes that rows of the current task were given out. */
  void give(int rowCount) {
    rowsGiven += rowCount;
    rowsOfTask += rowCount;
  }

  /** Takes that an attempt of the current task was lost; another one is to be read. */
  void lose(AttemptId id, String reason) {
    lost = id;
    lossReason = reason;
  }

  /** Moves on to the next task. */
  void endTask() {
    taskIndex++;
    rowsOfTask = 0;
  }
}
