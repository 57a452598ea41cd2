package dev.quern.plan.errors;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Every error that can reach a user, with its SQLSTATE and its {@link ErrorKind}. */
public enum ErrorCode {
  SYNTAX_ERROR("42601", ErrorKind.USER),
  UNSUPPORTED("0A000", ErrorKind.USER),
  UNKNOWN_TABLE("42P01", ErrorKind.USER),
  UNKNOWN_COLUMN("42703", ErrorKind.USER),
  UNKNOWN_FUNCTION("42883", ErrorKind.USER),
  DUPLICATE_OBJECT("42710", ErrorKind.USER),
  TYPE_MISMATCH("42804", ErrorKind.USER),
  INVALID_QUERY("42000", ErrorKind.USER),
  INVALID_OPTION("22023", ErrorKind.USER),
  DIVISION_BY_ZERO("22012", ErrorKind.USER),
  NUMERIC_OVERFLOW("22003", ErrorKind.USER),
  INVALID_CAST("22018", ErrorKind.USER),
  INVALID_ARGUMENT("22000", ErrorKind.USER),
  INVALID_DATETIME("22007", ErrorKind.USER),
  MORE_THAN_ONE_ROW("21000", ErrorKind.USER),
  /** A value, row or structure in a data file that cannot be read as declared. */
  MALFORMED_FILE("22P04", ErrorKind.USER),
  /** A file or a setting that the settings of the session keep statements from. */
  ACCESS_DENIED("42501", ErrorKind.USER),
  FILE_NOT_FOUND("58P01", ErrorKind.USER),
  FILE_EXISTS("58P02", ErrorKind.USER),
  EMPTY_FILE("22P05", ErrorKind.USER),
  OUT_OF_MEMORY("53200", ErrorKind.RESOURCE),
  DISK_FULL("53100", ErrorKind.RESOURCE),
  TIMEOUT("57014", ErrorKind.RESOURCE),
  CANCELLED("57014", ErrorKind.CANCELLED),
  CONNECTION_CLOSED("08003", ErrorKind.USER),
  CANNOT_CONNECT("08001", ErrorKind.EXTERNAL),
  STORAGE_FAILURE("58030", ErrorKind.EXTERNAL),
  WORKER_LOST("57P01", ErrorKind.EXTERNAL),
  /** A finished task's output is missing or damaged; its task runs again. */
  EXCHANGE_DATA_LOST("58P03", ErrorKind.EXTERNAL),
  INTERNAL("XX000", ErrorKind.INTERNAL);

  private static final List<String> NO_ROOM =
      List.of("no space left", "quota exceeded", "file too large");

  private final String sqlState;
  private final ErrorKind kind;

  ErrorCode(String sqlState, ErrorKind kind) {
    this.sqlState = sqlState;
    this.kind = kind;
  }

  /**
   * Returns the code of a failed write: DISK_FULL if there is no more room, for which running again
   * does not help, else STORAGE_FAILURE.
   */
  public static ErrorCode ofFailedWrite(IOException cause) {
    String reason = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return NO_ROOM.stream().anyMatch(reason::contains) ? DISK_FULL : STORAGE_FAILURE;
  }

  /** Returns the five-character SQLSTATE. */
  public String sqlState() {
    return sqlState;
  }

  public ErrorKind kind() {
    return kind;
  }
}
