package dev.quern.executor.expressions.casts;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;

/** The error of a value that does not fit the type that it is cast to. */
final class CastFailure {
  private static final int SHOWN_CHARACTERS = 80;

  private CastFailure() {}

  static QueryException of(String value, String type) {
    return of(value, type, "");
  }

  /** Returns the error; {@code expected} is empty or tells the form that is taken. */
  static QueryException of(String value, String type, String expected) {
    String shown =
        value.length() <= SHOWN_CHARACTERS ? value : value.substring(0, SHOWN_CHARACTERS) + "...";
    return new QueryException(
        ErrorCode.INVALID_CAST,
        "Cannot cast: value=\""
            + shown
            + "\", type="
            + type
            + (expected.isEmpty() ? "" : ", expected " + expected));
  }
}
