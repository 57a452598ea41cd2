package dev.quern.executor.formats.parquet;

import dev.quern.plan.errors.Checks;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and writes one row group at a time on a thread of its own, which is there from the first
 * one to {@link #close}. All methods are called by the sink's thread.
 *
 * <p>From {@link #start} until {@link #takeOver} returns, {@code file} and {@code memory} belong to
 * the other thread. It allocates only what {@code memory} keeps, so it never waits for memory. As
 * row groups are encoded one after the other, what is kept for this one is there for the next one,
 * too: {@link #tryKeep} promises it.
 */
final class BackgroundEncoding implements AutoCloseable {
  private static final String THREAD_NAME = "quern-parquet-writer";
  private static final long WAIT_MILLIS = 10;

  private final ParquetFileWriter file;
  private final PageMemory memory;
  private final Runnable checkCancelled;
  private @Nullable ExecutorService executor;
  private @Nullable Thread thread;
  private @Nullable Encoding running;

  /**
   * @param checkCancelled run again and again while waiting; throws if the query was cancelled
   */
  BackgroundEncoding(ParquetFileWriter file, PageMemory memory, Runnable checkCancelled) {
    this.file = file;
    this.memory = memory;
    this.checkCancelled = checkCancelled;
  }

  /** Returns whether a row group was started and not taken over yet. */
  boolean isRunning() {
    return running != null;
  }

  /** Returns whether {@link #takeOver} has nothing to wait for. */
  boolean isDone() {
    return running == null || running.isDone();
  }

  /**
   * Starts to encode {@code rowGroup} and takes its ownership, unless this throws.
   *
   * @param keptBytes what {@code memory} keeps: no less than encoding can need
   */
  void start(PendingRowGroup rowGroup, long keptBytes) {
    Checks.check(running == null, "row group of %s rows is still encoded", rowGroup.rowCount());
    Encoding encoding = new Encoding(rowGroup, keptBytes);
    executor().execute(encoding);
    running = encoding;
  }

  private ExecutorService executor() {
    if (executor == null) {
      executor = Executors.newSingleThreadExecutor(this::newThread);
    }
    return executor;
  }

  private Thread newThread(Runnable work) {
    Thread made = new Thread(work, THREAD_NAME);
    made.setDaemon(true);
    thread = made;
    return made;
  }

  /**
   * Makes sure that buffers of so many bytes will not be refused when the running row group has
   * been taken over; returns false if that cannot be promised before, and then promises what it did
   * before.
   */
  boolean tryKeep(long bytes) {
    return running != null && running.tryKeep(bytes);
  }

  /**
   * Waits until the row group, if there is one, has been written: file and memory are the caller's
   * again. Memory then keeps what was promised last.
   *
   * @throws RuntimeException what encoding has thrown; so are errors
   * @throws QueryException CANCELLED if the thread is interrupted; then, and if the query was
   *     cancelled, the row group is not taken over
   */
  void takeOver() {
    Encoding encoding = running;
    if (encoding == null) {
      return;
    }
    try {
      while (!encoding.done.await(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        checkCancelled.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(
          ErrorCode.CANCELLED, "Interrupted while waiting for a row group to be written", e);
    }
    running = null;
    encoding.throwFailure();
  }

  /**
   * Waits for the thread to end, also if the caller is interrupted.
   *
   * @throws RuntimeException what encoding has thrown, unless {@link #takeOver} has thrown it; so
   *     are errors
   */
  @Override
  public void close() {
    if (executor != null) {
      executor.shutdown();
    }
    if (thread != null) {
      join(thread);
    }
    Encoding last = running;
    running = null;
    if (last != null) {
      last.throwFailure();
    }
  }

  private static void join(Thread thread) {
    boolean isInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One row group. Its fields are the other thread's until {@link #done} is. */
  private final class Encoding implements Runnable {
    private final PendingRowGroup rowGroup;
    private final long keptBytes;
    private final CountDownLatch done = new CountDownLatch(1);
    private long promisedBytes;
    private boolean isMemoryReleased;
    private @Nullable Throwable failure;

    Encoding(PendingRowGroup rowGroup, long keptBytes) {
      this.rowGroup = rowGroup;
      this.keptBytes = keptBytes;
    }

    @Override
    public void run() {
      try {
        encode();
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        done.countDown();
      }
    }

    private void encode() {
      try (rowGroup) {
        file.write(rowGroup);
      } finally {
        releaseMemory();
      }
    }

    /** Gives back what is not promised to the next row group: others may wait for it. */
    private synchronized void releaseMemory() {
      isMemoryReleased = true;
      memory.tryKeep(promisedBytes);
    }

    synchronized boolean tryKeep(long bytes) {
      if (isMemoryReleased || bytes > keptBytes) {
        return false;
      }
      promisedBytes = bytes;
      return true;
    }

    boolean isDone() {
      return done.getCount() == 0;
    }

    void throwFailure() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }
}
