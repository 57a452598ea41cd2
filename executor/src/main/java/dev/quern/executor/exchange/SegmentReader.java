package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of {@link RowSegments} as another process completes them, and removes each when
 * it is read. One thread reads, others tell how the attempt gets on.
 *
 * <p>Rows of an attempt that could give them in another order if it ran again are held back until
 * it has ended or waits: most workers that die then do so before anything was given out.
 */
public final class SegmentReader implements BatchSource {
  private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final AttemptId id;
  private final Schema schema;
  private final boolean isEager;
  private final BufferAllocator allocator;
  private final ExchangeStore store;
  private final Runnable takenListener;
  private int readyCount;
  private long lastReadyNanos = System.nanoTime();
  private boolean hasBegun;
  private boolean hasEnded;
  private boolean isLost;
  private int segmentIndex;
  private int blockIndex;
  private @Nullable ExchangeFile file;

  SegmentReader(
      AttemptId id,
      Schema schema,
      boolean isEager,
      BufferAllocator allocator,
      ExchangeStore store,
      Runnable takenListener) {
    this.id = id;
    this.schema = schema;
    this.isEager = isEager;
    this.allocator = allocator;
    this.store = store;
    this.takenListener = takenListener;
  }

  /** Takes that one more file is complete. */
  public synchronized void ready() {
    readyCount++;
    lastReadyNanos = System.nanoTime();
    notifyAll();
  }

  /** Takes that the attempt has ended well: there are no more files. */
  public synchronized void end() {
    hasEnded = true;
    notifyAll();
  }

  /** Takes that the attempt has failed, unless it has ended well before. */
  public synchronized void lose() {
    isLost = !hasEnded;
    notifyAll();
  }

  /** Ends the wait of the client. */
  public synchronized void stop() {
    isLost = true;
    notifyAll();
  }

  /** Returns whether the attempt has waited for its client for some time. */
  public synchronized boolean isHeldUp() {
    return !hasEnded
        && readyCount - segmentIndex >= RowSegments.MOST_WAITING
        && System.nanoTime() - lastReadyNanos > HELD_UP_NANOS;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    try {
      while (file != null || awaitFile()) {
        Batch batch = nextOfFile();
        if (batch != null) {
          return batch;
        }
        endFile();
      }
      return null;
    } catch (IOException e) {
      throw new OutputLostException(id, "Lost the output of " + id + ": " + e.getMessage(), e);
    }
  }

  /** Waits for the next file; false if there are no more. */
  private synchronized boolean awaitFile() {
    while (!isLost && !hasEnded && !mayBegin()) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new QueryException(ErrorCode.CANCELLED, "The thread was interrupted", e);
      }
    }
    if (isLost) {
      throw OutputLostException.ofEnded(id, null);
    }
    hasBegun = true;
    return segmentIndex < readyCount;
  }

  private boolean mayBegin() {
    int needed = isEager || hasBegun ? 1 : RowSegments.MOST_WAITING;
    return readyCount - segmentIndex >= needed;
  }

  private @Nullable Batch nextOfFile() throws IOException {
    ExchangeFile open = file;
    if (open == null) {
      open = new ExchangeFile(store.segmentPath(id, segmentIndex), store.fileBuffers(), true);
      file = open;
    }
    return blockIndex < open.blocks(0).size()
        ? open.read(open.blocks(0).get(blockIndex++), schema, allocator)
        : null;
  }

  private void endFile() throws IOException {
    close();
    blockIndex = 0;
    Path read = store.segmentPath(id, segmentIndex);
    synchronized (this) {
      segmentIndex++;
    }
    Files.deleteIfExists(read);
    takenListener.run();
  }

  @Override
  public void close() {
    ExchangeFile open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new OutputLostException(id, "Cannot close a file of " + id, e);
      }
    }
  }
}
