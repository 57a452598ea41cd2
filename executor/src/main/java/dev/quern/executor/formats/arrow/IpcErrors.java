package dev.quern.executor.formats.arrow;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** The errors of reading one file. */
final class IpcErrors {
  private IpcErrors() {}

  static QueryException malformed(
      String path, long offset, String reason, @Nullable Throwable cause) {
    return new QueryException(
        ErrorCode.MALFORMED_FILE,
        "Not a valid Arrow file: file=" + path + ", offset=" + offset + ", reason=" + reason,
        cause);
  }

  static QueryException unsupported(String path, String column, String reason) {
    return new QueryException(
        ErrorCode.UNSUPPORTED,
        "Cannot read Arrow column: file="
            + path
            + ", column="
            + column
            + ", reason="
            + reason
            + "; write the file with another type");
  }

  static QueryException failed(String path, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return new QueryException(ErrorCode.FILE_NOT_FOUND, "File not found: " + path, cause);
    }
    if (cause instanceof ClosedByInterruptException) {
      return new QueryException(ErrorCode.CANCELLED, "Interrupted while reading: " + path, cause);
    }
    return new QueryException(
        ErrorCode.STORAGE_FAILURE,
        "Cannot read file: file=" + path + ", reason=" + cause.getMessage(),
        cause);
  }
}
