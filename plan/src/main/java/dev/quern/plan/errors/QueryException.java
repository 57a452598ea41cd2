package dev.quern.plan.errors;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that a user may see. Its message says what went wrong, where, which value, what
 * was expected and what to do; it never needs a stack trace to be understood.
 */
public final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public QueryException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public QueryException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(Objects.requireNonNull(message, "message"), cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  public ErrorCode code() {
    return code;
  }

  public ErrorKind kind() {
    return code.kind();
  }

  public String sqlState() {
    return code.sqlState();
  }

  /** Returns the message; unlike {@link #getMessage()} never null. */
  public String message() {
    return Objects.requireNonNull(getMessage(), "message");
  }
}
