package dev.quern.executor.operators.sort;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A sorted run on disk: blocks of whole rows, each with its size before compression and its size in
 * the file as 32-bit integers, then the LZ4-compressed rows.
 *
 * @param path the file
 * @param rowCount rows in it
 * @param fileBytes its size
 * @param largestBlockBytes size of the largest block before compression
 */
record RunFile(Path path, long rowCount, long fileBytes, int largestBlockBytes) {
  /** Removes the file. */
  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw failure("delete", path, e);
    }
  }

  static QueryException failure(String action, Path path, IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    ErrorCode code = ErrorCode.ofFailedWrite(cause);
    return new QueryException(
        code,
        "Cannot "
            + action
            + " spill file: file="
            + path
            + ", reason="
            + reason
            + (code == ErrorCode.DISK_FULL
                ? "; free some space there or choose another folder with the setting temp-dir"
                : ""),
        cause);
  }
}
