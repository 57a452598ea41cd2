package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.types.Schema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one attempt on their way to the client of the same process, while the attempt runs.
 * One thread adds, another reads.
 *
 * <p>What waits for the client is bounded; then the attempt waits, too. But what its operators hold
 * must not be kept from others by a slow client: if memory is asked for meanwhile, the rows to come
 * go to an output in the store, so that the attempt can end. Small batches are gathered as long as
 * the client is busy.
 */
public final class RowStream implements ResultSink {
  private static final long WAIT_MILLIS = 20;

  /** How often in a row memory must be found to be asked for: a request may be met in a moment. */
  private static final int PATIENCE = 5;

  private static final long NOT_WAITING = -1;
  private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private enum State {
    OPEN,
    FINISHED,
    GONE
  }

  private final AttemptId id;
  private final Schema schema;
  private final int batchRows;
  private final long mostBytes;
  private final BufferAllocator allocator;
  private final ExchangeStore store;
  private final MemoryPool pool;
  private final MemoryPool.Reservation reservation;
  private final Deque<Batch> waiting = new ArrayDeque<>();
  private final RowCollector collector;
  private State state = State.OPEN;
  private boolean isRefused;
  private long takes;
  private long takesSeen;
  private long waitingSinceNanos = NOT_WAITING;

  // Of the attempt's thread; the client's looks at them when the attempt has ended. An attempt that
  // is dropped before it begins has none of them, and nobody to close them.
  private @Nullable BufferAllocator overflowAllocator;
  private @Nullable OutputWriter overflow;
  private long rowCount;
  private long byteCount;
  private long waitedNanos;

  // Of the client's thread.
  private @Nullable BatchSource overflowReader;

  /** Takes ownership of {@code allocator} and {@code reservation}. */
  RowStream(
      AttemptId id,
      Schema schema,
      int batchRows,
      long mostBytes,
      BufferAllocator allocator,
      ExchangeStore store,
      MemoryPool pool,
      MemoryPool.Reservation reservation) {
    this.id = id;
    this.schema = schema;
    this.batchRows = batchRows;
    this.mostBytes = mostBytes;
    this.allocator = allocator;
    this.store = store;
    this.pool = pool;
    this.reservation = reservation;
    this.collector = new RowCollector(schema, allocator);
  }

  // The attempt's side.

  @Override
  public void add(Batch batch, Runnable whileWaiting) {
    try (batch) {
      rowCount += batch.rowCount();
      byteCount += batch.sizeBytes();
      if (overflow == null && awaitRoom(batch.sizeBytes(), whileWaiting)) {
        put(batch);
      } else {
        putInStore(batch);
      }
    }
  }

  private void putInStore(Batch batch) {
    BufferAllocator ofRest = overflowAllocator;
    if (ofRest == null) {
      ofRest = store.newRestAllocator(id);
      overflowAllocator = ofRest;
    }
    OutputWriter writer = overflow;
    if (writer == null) {
      writer = store.create(id, schema, Partitioning.gather(), batchRows, ofRest);
      overflow = writer;
    }
    writer.add(batch.transferTo(ofRest));
  }

  /** Returns true when there is room, false if the rows are to go to the store. */
  private boolean awaitRoom(long bytes, Runnable whileWaiting) {
    long start = System.nanoTime();
    int requests = 0;
    try {
      while (!hasRoom(bytes)) {
        requests = pool.isSpillRequested() ? requests + 1 : 0;
        if (requests == PATIENCE) {
          return false;
        }
        whileWaiting.run();
        awaitReader(start);
      }
      return true;
    } finally {
      waitedNanos += System.nanoTime() - start;
      endWait();
    }
  }

  private synchronized void endWait() {
    waitingSinceNanos = NOT_WAITING;
  }

  /** Returns whether the attempt has waited for its client for some time. Any thread. */
  public synchronized boolean isHeldUp() {
    return waitingSinceNanos != NOT_WAITING
        && System.nanoTime() - waitingSinceNanos > HELD_UP_NANOS;
  }

  private synchronized boolean hasRoom(long bytes) {
    checkOpen();
    takesSeen = takes;
    long held = allocator.getAllocatedMemory();
    if (held == 0) {
      // A batch is on its way in any case, here or in the operator.
      reservation.tryGrow(bytes);
      return true;
    }
    if (isRefused || held + bytes > mostBytes) {
      return false;
    }
    long more = held + bytes - reservation.bytes();
    isRefused = more > 0 && !reservation.tryGrow(more);
    return !isRefused;
  }

  private synchronized void awaitReader(long sinceNanos) {
    waitingSinceNanos = sinceNanos;
    try {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
      for (long left = WAIT_MILLIS;
          takes == takesSeen && left > 0;
          left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(ErrorCode.CANCELLED, "Interrupted while the client was busy", e);
    }
  }

  private void checkOpen() {
    if (state == State.GONE) {
      throw new QueryException(ErrorCode.CANCELLED, "The client has left");
    }
  }

  private synchronized void put(Batch batch) {
    checkOpen();
    if (batch.rowCount() >= batchRows / 2) {
      flush();
      waiting.add(batch.transferTo(allocator));
    } else {
      int[] rows = IntStream.range(0, batch.rowCount()).toArray();
      collector.append(ColumnAddresses.ofAll(batch), rows, 0, rows.length);
      if (collector.rowCount() >= batchRows / 2) {
        flush();
      }
    }
    notifyAll();
  }

  private void flush() {
    if (collector.rowCount() > 0) {
      waiting.add(collector.take());
    }
  }

  @Override
  public synchronized void finish() {
    checkOpen();
    if (overflow != null) {
      overflow.finish();
    }
    closeOverflow();
    state = State.FINISHED;
    notifyAll();
  }

  @Override
  public void abandon() {
    closeOverflow();
    close();
  }

  private void closeOverflow() {
    if (overflow != null) {
      overflow.close();
    }
    if (overflowAllocator != null) {
      overflowAllocator.close();
    }
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

  // The client's side.

  /**
   * Returns the rows, which come as they are added. Its methods throw {@link OutputLostException}.
   *
   * @param readerAllocator charges the batches read
   */
  public BatchSource open(BufferAllocator readerAllocator) {
    return new Reader(readerAllocator);
  }

  /** Waits for rows; null if all that were put here are taken and no more will come. */
  private synchronized @Nullable Batch take(BufferAllocator reader) {
    while (state == State.OPEN && waiting.isEmpty() && collector.rowCount() == 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new QueryException(ErrorCode.CANCELLED, "The thread was interrupted", e);
      }
    }
    if (state == State.GONE) {
      throw OutputLostException.ofEnded(id, null);
    }
    if (waiting.isEmpty()) {
      flush();
    }
    Batch first = waiting.poll();
    if (first == null) {
      return null;
    }
    try (first) {
      Batch taken = first.transferTo(reader);
      reservation.shrink(Math.max(0, reservation.bytes() - allocator.getAllocatedMemory()));
      isRefused = false;
      takes++;
      notifyAll();
      return taken;
    }
  }

  /** Frees what waits. An attempt that still runs is told so when it adds more. Any thread. */
  @Override
  public synchronized void close() {
    if (state == State.GONE) {
      return;
    }
    state = State.GONE;
    waiting.forEach(Batch::close);
    waiting.clear();
    collector.close();
    allocator.close();
    reservation.close();
    notifyAll();
  }

  private final class Reader implements BatchSource {
    private final BufferAllocator readerAllocator;

    Reader(BufferAllocator readerAllocator) {
      this.readerAllocator = readerAllocator;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public @Nullable Batch next() {
      BatchSource stored = overflowReader;
      if (stored == null) {
        Batch batch = take(readerAllocator);
        if (batch != null || overflow == null) {
          return batch;
        }
        stored = store.open(id, schema, 0, 1, readerAllocator);
        overflowReader = stored;
      }
      return stored.next();
    }

    @Override
    public void close() {
      BatchSource stored = overflowReader;
      if (stored != null) {
        stored.close();
      }
    }
  }
}
