package dev.quern.executor.exchange;

import static dev.quern.executor.testing.TestColumns.batch;
import static dev.quern.executor.testing.TestColumns.column;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.ResourceRules;
import dev.quern.executor.memory.TemporarySpace;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A producer and a client of one stream: order, bounds, pressure and early ends. */
@Timeout(60)
final class RowStreamTest {
  private static final AttemptId ID = new AttemptId(0, 0, 0);
  private static final int BATCH_ROWS = 64;

  @TempDir Path temp;
  private final BufferAllocator root = new RootAllocator();
  private final Faults faults = new Faults();
  private final MemoryPool pool = new MemoryPool(64 << 10, faults::grants);
  private ExchangeStore store;
  private Schema schema;

  private RowStream open() {
    try (Batch sample = rows(0, 1)) {
      schema = sample.schema();
    }
    TemporarySpace space = new TemporarySpace(temp, 0, faults);
    store = new ExchangeStore(temp.resolve("exchange"), false, root, pool, space);
    return store.stream(ID, schema, BATCH_ROWS, 2);
  }

  @AfterEach
  void leavesNothing() {
    store.close();
    assertEquals(0, pool.reservedBytes());
    pool.close();
    root.close();
  }

  @Test
  void givesRowsWhileMoreAreMade() {
    try (RowStream stream = open();
        BatchSource reader = stream.open(root)) {
      stream.add(rows(0, 64), () -> {});
      assertEquals(64, numbers(reader.next()).size());
      stream.add(rows(64, 64), () -> {});
      stream.finish();
      assertEquals(64L, numbers(reader.next()).get(0));
      assertNull(reader.next());
      assertNull(reader.next());
      assertEquals(128, stream.rowCount());
    }
  }

  /** The client may leave before the thread of the attempt begins: nobody ends the stream then. */
  @Test
  void closingIsEnoughForAnAttemptThatNeverBegins() {
    open().close();
    assertTrue(root.getChildAllocators().isEmpty(), root.toVerboseString());
  }

  @Test
  void gathersSmallBatchesWhileTheClientIsBusy() {
    try (RowStream stream = open();
        BatchSource reader = stream.open(root)) {
      for (int i = 0; i < 10; i++) {
        stream.add(rows(i, 1), () -> {});
      }
      assertEquals(10, numbers(reader.next()).size());
      stream.finish();
      assertNull(reader.next());
    }
  }

  @Test
  void theAttemptWaitsForASlowClient() {
    try (RowStream stream = open();
        BatchSource reader = stream.open(root)) {
      CompletableFuture<Void> producer = produce(stream, 500);
      await(stream::isHeldUp);
      long batchBytes = 32 << 10;
      assertTrue(root.getAllocatedMemory() <= 3 * batchBytes, "held: " + root.getAllocatedMemory());
      assertTrue(pool.reservedBytes() > 0, "counted");
      assertEquals(series(500 * 64), drain(reader));
      producer.join();
      assertTrue(stream.waitedNanos() > 0);
    }
  }

  @Test
  void theRestGoesToTheStoreWhenOthersAskForMemory() {
    try (RowStream stream = open();
        BatchSource reader = stream.open(root);
        MemoryPool.Reservation holder = pool.open("sort", true);
        MemoryPool.Reservation asking = pool.open("join", true)) {
      CompletableFuture<Void> producer = produce(stream, 500);
      await(stream::isHeldUp);
      holder.grow(50 << 10);
      assertTrue(!asking.tryGrow(40 << 10), "there is not enough for both");
      producer.join();
      assertEquals(series(500 * 64), drain(reader));
    }
  }

  @Test
  void everyReservationMayBeRefused() {
    int refusals = 0;
    for (long n = 1; refusals == n - 1; n++) {
      try (RowStream stream = open();
          BatchSource reader = stream.open(root)) {
        faults.refusal.set(n);
        CompletableFuture<Void> producer = produce(stream, 20);
        assertEquals(series(20 * 64), drain(reader), "refusal " + n);
        producer.join();
        refusals += faults.refusal.getAndSet(0) <= 0 ? 1 : 0;
      }
      store.close();
    }
    assertTrue(refusals > 5, "refused: " + refusals);
  }

  @Test
  void everyWriteOfTheRestThatFailsEndsTheAttempt() {
    int failures = 0;
    for (long n = 1; failures == n - 1; n++) {
      RowStream stream = open();
      faults.failure.set(n);
      try (BatchSource reader = stream.open(root);
          MemoryPool.Reservation holder = pool.open("sort", true);
          MemoryPool.Reservation asking = pool.open("join", true)) {
        CompletableFuture<Void> producer = produce(stream, 6000);
        await(stream::isHeldUp);
        holder.grow(50 << 10);
        assertTrue(!asking.tryGrow(40 << 10), "there is not enough for both");
        Throwable end = producer.handle((done, error) -> error).join();
        boolean isFailed = faults.failure.getAndSet(0) <= 0;
        failures += isFailed ? 1 : 0;
        if (isFailed) {
          assertEquals(ErrorCode.DISK_FULL, ((QueryException) end.getCause()).code());
          assertEquals(ID, assertThrows(OutputLostException.class, () -> drain(reader)).id());
        } else {
          assertEquals(series(6000 * 64), drain(reader));
        }
      }
      stream.close();
      store.close();
    }
    assertTrue(failures > 2, "writes that failed: " + failures);
  }

  @Test
  void anAttemptThatFailsTakesItsRowsWithIt() {
    RowStream stream = open();
    try (BatchSource reader = stream.open(root)) {
      stream.add(rows(0, 64), () -> {});
      stream.abandon();
      assertEquals(ID, assertThrows(OutputLostException.class, reader::next).id());
    }
  }

  @Test
  void aClientThatLeavesEndsTheAttempt() {
    RowStream stream = open();
    CompletableFuture<Void> producer = produce(stream, 500);
    await(stream::isHeldUp);
    stream.close();
    CompletionException end = assertThrows(CompletionException.class, producer::join);
    assertEquals(ErrorCode.CANCELLED, ((QueryException) end.getCause()).code());
  }

  @Test
  void aWaitingAttemptCanBeCancelled() {
    try (RowStream stream = open()) {
      stream.add(rows(0, 1000), () -> {});
      Runnable cancelled =
          () -> {
            throw new QueryException(ErrorCode.CANCELLED, "enough");
          };
      assertThrows(QueryException.class, () -> stream.add(rows(0, 1000), cancelled));
      stream.abandon();
    }
  }

  private CompletableFuture<Void> produce(RowStream stream, int batches) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            for (int i = 0; i < batches; i++) {
              stream.add(rows(64L * i, 64), () -> {});
            }
            stream.finish();
          } catch (RuntimeException e) {
            stream.abandon();
            throw e;
          }
        });
  }

  private Batch rows(long first, int count) {
    Object[] values = new Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = first + i;
    }
    return batch(root, column(DataTypes.BIGINT, values));
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

  private static List<Long> drain(BatchSource reader) {
    List<Long> numbers = new ArrayList<>();
    for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
      numbers.addAll(numbers(batch));
    }
    return numbers;
  }

  private static List<Long> series(int count) {
    List<Long> numbers = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      numbers.add(i);
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

  /** Refuses one reservation and lets one write fail. */
  private static final class Faults implements ResourceRules {
    /** How many it takes until one is refused; none is if it is 0 or less. */
    private final AtomicLong refusal = new AtomicLong();

    private final AtomicLong failure = new AtomicLong();

    @Override
    public boolean grants(long bytes) {
      return refusal.get() <= 0 || refusal.decrementAndGet() != 0;
    }

    @Override
    public void beforeWrite(long bytes) throws IOException {
      if (failure.get() > 0 && failure.decrementAndGet() == 0) {
        throw new IOException("No space left on device");
      }
    }
  }
}
