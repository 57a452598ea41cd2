package dev.quern.executor.memory;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;

/** Batches on disk that a {@link SpillWriter} has written. Closing removes them. */
public final class SpillFile implements AutoCloseable {
  private final Path path;
  private final String operator;
  private final Schema schema;
  private final long rowCount;
  private final long fileBytes;

  SpillFile(Path path, String operator, Schema schema, long rowCount, long fileBytes) {
    this.path = path;
    this.operator = operator;
    this.schema = schema;
    this.rowCount = rowCount;
    this.fileBytes = fileBytes;
  }

  public Schema schema() {
    return schema;
  }

  public long rowCount() {
    return rowCount;
  }

  /** Returns the bytes on disk. */
  public long fileBytes() {
    return fileBytes;
  }

  /** Returns the batches in the order in which they were written; may be called many times. */
  public SpillReader open(BufferAllocator allocator) {
    return new SpillReader(this, allocator);
  }

  Path path() {
    return path;
  }

  String operator() {
    return operator;
  }

  @Override
  public void close() {
    delete(path);
  }

  /** Removes a file if it exists. */
  public static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.STORAGE_FAILURE, "Cannot remove a temporary file: file=" + path, e);
    }
  }

  /** Returns the error of an operator that cannot write to its folder. */
  public static QueryException writeFailure(String operator, Path path, IOException cause) {
    if (cause instanceof TemporarySpace.LimitReachedException limit) {
      return limit.of(operator);
    }
    return new QueryException(
        ErrorCode.DISK_FULL,
        "Cannot write temporary data: operator="
            + operator
            + ", folder="
            + path.toAbsolutePath().getParent()
            + ", reason="
            + cause.getMessage()
            + "; free some space there or choose another folder with the setting temp-dir",
        cause);
  }

  /** Returns the error of an operator whose file cannot be read or is damaged. */
  public static QueryException readFailure(String operator, Path path, Exception cause) {
    return new QueryException(
        ErrorCode.STORAGE_FAILURE,
        "Cannot read temporary data back: operator="
            + operator
            + ", file="
            + path
            + ", reason="
            + cause.getMessage(),
        cause);
  }
}
