package dev.quern.executor.formats.parquet;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** The errors of reading one file. */
final class FileErrors {
  private FileErrors() {}

  static QueryException malformed(
      String path, long offset, String reason, @Nullable Throwable cause) {
    return new QueryException(
        ErrorCode.MALFORMED_FILE,
        "Not a valid Parquet file: file=" + path + ", offset=" + offset + ": " + reason,
        cause);
  }

  static QueryException malformedColumn(
      String path, String column, long offset, String reason, @Nullable Throwable cause) {
    return new QueryException(
        ErrorCode.MALFORMED_FILE,
        "Cannot read Parquet column: file="
            + path
            + ", column="
            + column
            + ", offset="
            + offset
            + ": "
            + reason,
        cause);
  }

  static QueryException unsupportedColumn(String path, String column, String reason) {
    return new QueryException(
        ErrorCode.UNSUPPORTED,
        "Cannot read Parquet column: file=" + path + ", column=" + column + ": " + reason);
  }

  static QueryException failed(String path, IOException cause) {
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return new QueryException(ErrorCode.FILE_NOT_FOUND, "File not found: " + path, cause);
    }
    if (cause instanceof ClosedByInterruptException) {
      return new QueryException(ErrorCode.CANCELLED, "Interrupted while reading: " + path, cause);
    }
    return new QueryException(
        ErrorCode.STORAGE_FAILURE, "Cannot read file: " + path + ": " + cause.getMessage(), cause);
  }
}
