package dev.quern.executor.memory;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The disk space of a query's folder, up to the setting {@code temp-limit}. All processes of the
 * query write there: so what is in use is measured, each time that this process has written a small
 * part of the limit; together they may pass it by as much. Thread-safe.
 */
public final class TemporarySpace {
  private static final int MEASUREMENTS = 64;
  private static final long MOST_STEP_BYTES = 16L << 20;

  private final Path folder;
  private final long limitBytes;
  private final ResourceRules rules;
  private final long stepBytes;
  private final AtomicLong unmeasuredBytes = new AtomicLong();

  /**
   * Stands for a folder, which need not exist yet.
   *
   * @param limitBytes most bytes in it, 0 = any number
   * @param rules may let writes fail
   */
  public TemporarySpace(Path folder, long limitBytes, ResourceRules rules) {
    this.rules = rules;
    this.folder = folder;
    this.limitBytes = limitBytes;
    this.stepBytes = Math.max(1, Math.min(MOST_STEP_BYTES, limitBytes / MEASUREMENTS));
  }

  /** Makes a file; what is written to it is counted. */
  public OutputStream create(Path file) throws IOException {
    return new CountingStream(Files.newOutputStream(file));
  }

  /**
   * Counts bytes that are about to be written.
   *
   * @throws LimitReachedException if there is no room for them
   */
  public void count(long bytes) throws IOException {
    rules.beforeWrite(bytes);
    if (limitBytes == 0 || unmeasuredBytes.addAndGet(bytes) < stepBytes) {
      return;
    }
    unmeasuredBytes.set(0);
    if (usedBytes() + bytes > limitBytes) {
      throw new LimitReachedException(limitBytes);
    }
  }

  private long usedBytes() throws IOException {
    AtomicLong sum = new AtomicLong();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum.addAndGet(attributes.size());
            return FileVisitResult.CONTINUE;
          }

          /** Files come and go while they are being counted. */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return sum.get();
  }

  /** A write that would pass the limit. */
  public static final class LimitReachedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long limitBytes;

    LimitReachedException(long limitBytes) {
      super("temporary files have reached their limit");
      this.limitBytes = limitBytes;
    }

    /** Returns the error for users. */
    public QueryException of(String operator) {
      return new QueryException(
          ErrorCode.DISK_FULL,
          "Temporary files have reached their limit: operator="
              + operator
              + ", limit="
              + limitBytes
              + " bytes; raise the setting temp-limit, or memory so that less is written",
          this);
    }
  }

  /** Counts each write before it is done. */
  private final class CountingStream extends OutputStream {
    private final OutputStream out;

    CountingStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      count(1);
      out.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      count(length);
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
