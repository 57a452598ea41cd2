package dev.quern.executor.exchange;

import dev.quern.executor.scheduler.AttemptId;

/** A finished output is missing or damaged; the task that made it has to run again. */
public final class OutputLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient AttemptId id;

  OutputLostException(AttemptId id, String message, Throwable cause) {
    super(message, cause);
    this.id = id;
  }

  /** Returns the attempt whose output is lost. */
  public AttemptId id() {
    return id;
  }
}
