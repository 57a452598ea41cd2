package dev.quern.executor.exchange;

import static dev.quern.executor.testing.TestColumns.batch;
import static dev.quern.executor.testing.TestColumns.column;
import static dev.quern.executor.testing.TestColumns.longs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.ResourceRules;
import dev.quern.executor.memory.TemporarySpace;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.testing.TestColumns;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An attempt and its client, joined as two processes are: each is told what the other has done. */
@Timeout(60)
final class RowSegmentsTest {
  private static final AttemptId ID = new AttemptId(0, 3, 1);

  /** Two batches of them make a file. */
  private static final int BATCH_ROWS = 100_000;

  @TempDir Path temp;
  private final BufferAllocator root = new RootAllocator();
  private final MemoryPool pool = new MemoryPool(64 << 10);
  private final FailingWrites rules = new FailingWrites();
  private ExchangeStore store;
  private RowSegments segments;
  private SegmentReader reader;

  private void open(boolean isEager) {
    TemporarySpace space = new TemporarySpace(temp, 0, rules);
    store = new ExchangeStore(temp.resolve("exchange"), true, root, pool, space);
    segments = store.segments(ID, isEager, () -> reader.ready());
    reader =
        store.openSegments(ID, TestColumns.schema(longs(1L)), isEager, root, () -> segments.take());
  }

  @AfterEach
  void leavesNothing() throws IOException {
    reader.close();
    store.dropSegments(ID);
    store.close();
    assertEquals(List.of(), files());
    assertEquals(0, pool.reservedBytes());
    pool.close();
    root.close();
  }

  @Test
  void aClientThatWaitsGetsRowsAtOnce() throws IOException {
    open(true);
    segments.add(rows(0, 3), () -> {});
    assertEquals(List.of(0L, 1L, 2L), numbers(reader.next()));
    segments.add(rows(3, 1), () -> {});
    finish();
    assertEquals(List.of(3L), numbers(reader.next()));
    assertNull(reader.next());
    assertNull(reader.next());
    assertEquals(List.of(), files());
    assertEquals(4, segments.rowCount());
    assertEquals(0, segments.waitedNanos() / TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void noRowsAreNoFiles() throws IOException {
    open(true);
    finish();
    assertNull(reader.next());
    assertEquals(List.of(), files());
  }

  @Test
  void smallBatchesAreGatheredWhileTheClientIsBusy() throws IOException {
    open(true);
    for (int i = 0; i < 1000; i++) {
      segments.add(rows(i, 1), () -> {});
    }
    assertEquals(2, files().size(), "the one at once, and the rest");
    finish();
    assertEquals(numbers(0, 1000), drain());
  }

  @Test
  void theAttemptWaitsForASlowClient() throws IOException {
    open(true);
    CompletableFuture<Void> attempt = make(30);
    await(reader::isHeldUp);
    assertEquals(RowSegments.MOST_WAITING, files().size());
    assertEquals(numbers(0, 30 * BATCH_ROWS), drain());
    attempt.join();
    assertTrue(segments.waitedNanos() > 0);
    assertEquals(List.of(), files());
  }

  @Test
  void theAttemptGoesOnWhenOthersAskForMemory() throws IOException {
    open(true);
    try (MemoryPool.Reservation holder = pool.open("sort", true);
        MemoryPool.Reservation asking = pool.open("join", true)) {
      CompletableFuture<Void> attempt = make(30);
      await(reader::isHeldUp);
      holder.grow(50 << 10);
      assertTrue(!asking.tryGrow(40 << 10), "there is not enough for both");
      attempt.join();
      assertTrue(files().size() > RowSegments.MOST_WAITING, "the rest lies on disk");
      assertEquals(numbers(0, 30 * BATCH_ROWS), drain());
    }
  }

  @Test
  void rowsThatMayComeInAnotherOrderAreHeldBack() throws IOException {
    open(false);
    CompletableFuture<List<Long>> client = CompletableFuture.supplyAsync(this::drain);
    for (int i = 0; i < 7; i++) {
      segments.add(rows((long) i * BATCH_ROWS, BATCH_ROWS), () -> {});
    }
    assertEquals(4, files().size(), "three, and one that has begun");
    segments.abandon();
    reader.lose();
    assertEquals(ID, lostBy(client).id());
  }

  @Test
  void rowsThatWereHeldBackComeWhenTheAttemptHasEnded() {
    open(false);
    segments.add(rows(0, 5), () -> {});
    CompletableFuture<List<Long>> client = CompletableFuture.supplyAsync(this::drain);
    finish();
    assertEquals(numbers(0, 5), client.join());
  }

  @Test
  void aClientThatLeavesEndsTheAttempt() {
    open(true);
    CompletableFuture<Void> attempt = make(30);
    await(reader::isHeldUp);
    segments.close();
    CompletionException end = assertThrows(CompletionException.class, attempt::join);
    assertEquals(ErrorCode.CANCELLED, ((QueryException) end.getCause()).code());
  }

  @Test
  void aWaitingAttemptCanBeCancelled() {
    open(true);
    Runnable cancelled =
        () -> {
          throw new QueryException(ErrorCode.CANCELLED, "enough");
        };
    QueryException end =
        assertThrows(
            QueryException.class,
            () -> {
              for (int i = 0; i < 30; i++) {
                segments.add(rows(0, BATCH_ROWS), cancelled);
              }
            });
    assertEquals("enough", end.message());
    segments.abandon();
  }

  @Test
  void aWaitingClientCanBeStopped() {
    open(true);
    CompletableFuture<List<Long>> client = CompletableFuture.supplyAsync(this::drain);
    reader.stop();
    assertEquals(ID, lostBy(client).id());
    segments.abandon();
  }

  @Test
  void everyWriteThatFailsEndsTheAttempt() throws IOException {
    int failures = 0;
    for (long n = 1; ; n++) {
      open(true);
      rules.failing.set(n);
      CompletableFuture<List<Long>> client = CompletableFuture.supplyAsync(this::drain);
      try {
        make(5).join();
      } catch (CompletionException e) {
        assertEquals(ErrorCode.DISK_FULL, ((QueryException) e.getCause()).code());
      }
      if (rules.failing.get() > 0) {
        assertEquals(numbers(0, 5 * BATCH_ROWS), client.join());
        break;
      }
      failures++;
      assertEquals(ID, lostBy(client).id(), "write " + n);
      store.dropSegments(ID);
      assertEquals(List.of(), files(), "write " + n);
      store.close();
    }
    assertTrue(failures > 5, "writes that failed: " + failures);
  }

  @Test
  void aFileThatIsGoneIsALoss() throws IOException {
    open(true);
    segments.add(rows(0, 5), () -> {});
    Files.delete(files().get(0));
    assertEquals(ID, assertThrows(OutputLostException.class, reader::next).id());
    segments.abandon();
  }

  private CompletableFuture<Void> make(int batches) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            for (int i = 0; i < batches; i++) {
              segments.add(rows((long) i * BATCH_ROWS, BATCH_ROWS), () -> {});
            }
            finish();
          } catch (RuntimeException e) {
            segments.abandon();
            reader.lose();
            throw e;
          }
        });
  }

  private void finish() {
    segments.finish();
    reader.end();
  }

  private static OutputLostException lostBy(CompletableFuture<List<Long>> client) {
    CompletionException end = assertThrows(CompletionException.class, client::join);
    return (OutputLostException) end.getCause();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private Batch rows(long first, int count) {
    Object[] values = numbers(first, first + count).toArray();
    return batch(root, column(DataTypes.BIGINT, values));
  }

  private static List<Long> numbers(long first, long end) {
    return LongStream.range(first, end).boxed().toList();
  }

  private static List<Long> numbers(Batch batch) {
    List<Long> numbers = new ArrayList<>();
    try (batch) {
      for (int row = 0; row < batch.rowCount(); row++) {
        numbers.add(((BigIntVector) batch.vector(0)).get(row));
      }
    }
    return numbers;
  }

  private List<Long> drain() {
    List<Long> numbers = new ArrayList<>();
    for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
      numbers.addAll(numbers(batch));
    }
    return numbers;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "waited too long");
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Lets one write fail. */
  private static final class FailingWrites implements ResourceRules {
    /** How many writes it takes until one fails; none fails if it is 0 or less. */
    private final AtomicLong failing = new AtomicLong();

    @Override
    public boolean grants(long bytes) {
      return true;
    }

    @Override
    public void beforeWrite(long bytes) throws IOException {
      if (failing.get() > 0 && failing.decrementAndGet() == 0) {
        throw new IOException("No space left on device");
      }
    }
  }
}
