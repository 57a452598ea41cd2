package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one attempt on their way to the client in another process: a sequence of small files,
 * each of which is told of when it is complete, and removed by the reader. See {@link
 * SegmentReader} for the other side.
 *
 * <p>There are at most {@link #MOST_WAITING} files that the client has not read; then the attempt
 * waits. If memory is asked for meanwhile it does not wait any more, so that it can end.
 */
public final class RowSegments implements ResultSink {
  /** How many files may wait for the client. */
  static final int MOST_WAITING = 4;

  private static final long SEGMENT_BYTES = 1L << 20;
  private static final long WAIT_MILLIS = 20;

  /** How often in a row memory must be found to be asked for: a request may be met in a moment. */
  private static final int PATIENCE = 5;

  private final AttemptId id;
  private final boolean isEager;
  private final ExchangeStore store;
  private final MemoryPool pool;
  private final Runnable readyListener;
  private @Nullable ExchangeFileWriter file;
  private long fileBytes;
  private int segmentCount;
  private int takenCount;
  private boolean isClosed;
  private boolean mayWait = true;
  private long rowCount;
  private long byteCount;
  private long waitedNanos;

  /**
   * Begins an output.
   *
   * @param isEager whether a client that waits is to get rows at once, in whatever small files
   * @param readyListener called for each file that is complete
   */
  RowSegments(
      AttemptId id, boolean isEager, ExchangeStore store, MemoryPool pool, Runnable readyListener) {
    this.id = id;
    this.isEager = isEager;
    this.store = store;
    this.pool = pool;
    this.readyListener = readyListener;
  }

  @Override
  public void add(Batch batch, Runnable whileWaiting) {
    try (batch) {
      rowCount += batch.rowCount();
      byteCount += batch.sizeBytes();
      awaitRoom(whileWaiting);
      ExchangeFileWriter open = file;
      if (open == null) {
        open = store.newSegment(id, segmentCount);
        file = open;
      }
      open.write(0, batch);
      fileBytes += batch.sizeBytes();
      if (fileBytes >= SEGMENT_BYTES || (isEager && waiting() == 0)) {
        endFile();
      }
    }
  }

  private void awaitRoom(Runnable whileWaiting) {
    long start = System.nanoTime();
    int requests = 0;
    while (mayWait && waiting() >= MOST_WAITING) {
      requests = pool.isSpillRequested() ? requests + 1 : 0;
      mayWait = requests < PATIENCE;
      whileWaiting.run();
      awaitReader();
    }
    waitedNanos += System.nanoTime() - start;
  }

  private synchronized void awaitReader() {
    try {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
      for (long left = WAIT_MILLIS;
          waiting() >= MOST_WAITING && left > 0;
          left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(ErrorCode.CANCELLED, "Interrupted while the client was busy", e);
    }
  }

  private synchronized int waiting() {
    if (isClosed) {
      throw new QueryException(ErrorCode.CANCELLED, "The client has left");
    }
    return segmentCount - takenCount;
  }

  private void endFile() {
    ExchangeFileWriter open = file;
    if (open == null) {
      return;
    }
    open.finish();
    open.close();
    file = null;
    fileBytes = 0;
    synchronized (this) {
      segmentCount++;
    }
    readyListener.run();
  }

  /** Takes that the client has read one more file. Any thread. */
  public synchronized void take() {
    takenCount++;
    notifyAll();
  }

  @Override
  public void finish() {
    endFile();
  }

  @Override
  public void abandon() {
    if (file != null) {
      file.close();
    }
    close();
  }

  @Override
  public long rowCount() {
    return rowCount;
  }

  @Override
  public long byteCount() {
    return byteCount;
  }

  @Override
  public long waitedNanos() {
    return waitedNanos;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    notifyAll();
  }
}
