package dev.quern.executor.exchange;

import dev.quern.executor.scheduler.AttemptId;
import org.jspecify.annotations.Nullable;

/** Rows of an attempt are missing or damaged; its task has to run again. */
public final class OutputLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient AttemptId id;

  OutputLostException(AttemptId id, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.id = id;
  }

  /** Returns what a reader is told of an attempt that has ended early. */
  public static OutputLostException ofEnded(AttemptId id, @Nullable Throwable cause) {
    return new OutputLostException(id, "Lost the rows of " + id + ": it has ended", cause);
  }

  /** Returns the attempt whose output is lost. */
  public AttemptId id() {
    return id;
  }
}
