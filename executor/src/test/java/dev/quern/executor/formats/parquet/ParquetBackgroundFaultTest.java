package dev.quern.executor.formats.parquet;

import static dev.quern.executor.formats.parquet.ParquetBackgroundTest.allocator;
import static dev.quern.executor.formats.parquet.ParquetBackgroundTest.create;
import static dev.quern.executor.formats.parquet.ParquetBackgroundTest.numbers;
import static dev.quern.executor.formats.parquet.ParquetBackgroundTest.rowGroups;
import static dev.quern.executor.testing.TestColumns.batches;
import static dev.quern.executor.testing.TestColumns.schema;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.testing.TestColumn;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What goes wrong while a row group is encoded in the background ends the query as it would
 * without, and leaves nothing.
 */
final class ParquetBackgroundFaultTest {
  private static final int ROWS = 4000;
  private static final int BATCH_ROWS = 250;
  private static final int ROW_GROUP_ROWS = 1000;

  @TempDir Path folder;

  private final TestColumn column = numbers(ROWS);

  /** What can go wrong with a page. */
  enum Fault {
    MEMORY(
        () -> {
          throw new OutOfMemoryException("no memory left");
        }),
    ERROR(
        () -> {
          throw new LinkageError("broken");
        }),
    BUG(
        () -> {
          throw new IllegalStateException("bug");
        }),
    /** A thread that is interrupted cannot write to its file. */
    FILE(() -> Thread.currentThread().interrupt());

    private final Runnable action;

    Fault(Runnable action) {
      this.action = action;
    }
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertFalse(WriterThread.isThere());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void failureIsThatOfOneThread(Fault fault) {
    for (int n = 1; n <= 6; n++) {
      // A row group is a page and its compressed bytes; the last one is encoded by this thread.
      WriterThread here = WriterThread.failingHere((n - 1) % 2 + 1, fault.action);
      Throwable expected = failure(here, numbers(ROW_GROUP_ROWS), ROW_GROUP_ROWS + 1);
      assertEquals(fault == Fault.FILE, Thread.interrupted());
      Throwable actual = failure(WriterThread.failing(n, fault.action), column, ROW_GROUP_ROWS);
      assertSame(expected.getClass(), actual.getClass());
      assertEquals(expected.getMessage(), actual.getMessage());
      if (expected instanceof QueryException query) {
        assertEquals(query.code(), ((QueryException) actual).code());
      }
      assertFalse(Thread.interrupted());
    }
  }

  /** Returns what writing throws, once. */
  private Throwable failure(WriterThread thread, TestColumn rows, int rowGroupRows) {
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(64L << 20);
      List<Batch> batches = batches(fixture.allocator, BATCH_ROWS, rows);
      Throwable failure;
      try (BufferAllocator own = allocator(fixture, thread);
          BatchSink sink = create(fixture, own, file(), rowGroups(rowGroupRows), rows)) {
        failure =
            assertThrows(
                Throwable.class,
                () -> {
                  addAll(sink, batches);
                  sink.finish();
                });
      }
      assertEquals(1, thread.faultsFired());
      fixture.memoryPool.close();
      return failure;
    }
  }

  /** Adds all batches, and closes those that were not added because one failed. */
  private static void addAll(BatchSink sink, List<Batch> batches) {
    int added = 0;
    try {
      while (added < batches.size()) {
        sink.add(batches.get(added++));
      }
    } finally {
      batches.subList(added, batches.size()).forEach(Batch::close);
    }
  }

  @Test
  void failureThatNobodyHasSeenIsThrownByClose() {
    WriterThread thread = WriterThread.failing(1, Fault.BUG.action);
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(64L << 20);
      List<Batch> batches = batches(fixture.allocator, BATCH_ROWS, column);
      try (BufferAllocator own = allocator(fixture, thread)) {
        BatchSink sink = create(fixture, own, file(), rowGroups(ROW_GROUP_ROWS), column);
        batches.subList(0, 4).forEach(sink::add);
        IllegalStateException failure = assertThrows(IllegalStateException.class, sink::close);
        assertEquals("bug", failure.getMessage());
        sink.close();
      }
      batches.subList(4, batches.size()).forEach(Batch::close);
      assertEquals(1, thread.faultsFired());
      fixture.memoryPool.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 8, 9, 15})
  void closingAtAnyTimeLeavesNothing(int added) {
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(64L << 20);
      List<Batch> batches = batches(fixture.allocator, BATCH_ROWS, column);
      try (BatchSink sink =
          ParquetWriterTest.create(fixture, file(), rowGroups(ROW_GROUP_ROWS), column)) {
        batches.subList(0, added).forEach(sink::add);
        assertEquals(added >= 4, WriterThread.isThere());
      }
      assertFalse(WriterThread.isThere());
      batches.subList(added, batches.size()).forEach(Batch::close);
      fixture.memoryPool.close();
    }
  }

  @Test
  void cancellationEndsTheWaiting() {
    WriterThread thread = WriterThread.held();
    QueryException cancelled = new QueryException(ErrorCode.CANCELLED, "Query was cancelled");
    AtomicInteger checks = new AtomicInteger();
    Runnable check =
        () -> {
          if (checks.incrementAndGet() == 3) {
            throw cancelled;
          }
        };
    QueryException thrown = thrownWhileWaiting(thread, check);
    assertSame(cancelled, thrown);
    assertEquals(3, checks.get());
  }

  @Test
  void interruptEndsTheWaiting() {
    WriterThread thread = WriterThread.held();
    Runnable interrupt = () -> Thread.currentThread().interrupt();
    QueryException thrown = thrownWhileWaiting(thread, interrupt);
    assertEquals(ErrorCode.CANCELLED, thrown.code());
    assertTrue(thrown.getCause() instanceof InterruptedException);
    assertTrue(Thread.interrupted());
  }

  /** Lets a sink wait for a row group that is not done before the sink is to be closed. */
  private QueryException thrownWhileWaiting(WriterThread thread, Runnable check) {
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(64L << 20);
      List<Batch> batches = batches(fixture.allocator, BATCH_ROWS, column);
      QueryException thrown;
      try (BufferAllocator own = allocator(fixture, thread)) {
        WriteContext context = new WriteContext(own, fixture.memoryPool, bytes -> {}, check);
        try (BatchSink sink =
            fixture.format.create(
                file().toString(), schema(column), rowGroups(ROW_GROUP_ROWS), context)) {
          thrown = assertThrows(QueryException.class, () -> addAll(sink, batches));
          assertTrue(WriterThread.isThere());
          thread.release();
        }
      }
      fixture.memoryPool.close();
      return thrown;
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "2, 10", "3, 10", "4, 10", "5, 10", "7, 10", "7, 100", "11, 1", "40, 10"})
  void refusedReservationsChangeNoRows(int refuseEvery, int batchRows) throws IOException {
    TestColumn[] columns = ParquetWriterTest.allTypes(60 * batchRows);
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool =
          new MemoryPool(
              8L << 20,
              bytes -> {
                // The first one is the floor.
                boolean isRefused = asked.incrementAndGet() > 1 && asked.get() % refuseEvery == 0;
                refused.addAndGet(isRefused ? 1 : 0);
                return !isRefused;
              });
      ParquetWriterTest.write(fixture, file(), rowGroups(5 * batchRows), batchRows, columns);
      assertTrue(refused.get() > 0, "reservations were refused");
      assertEquals(0, fixture.memoryPool.reservedBytes());
      fixture.memoryPool.close();
      fixture.memoryPool = MemoryPool.unlimited();
      assertEquals(ParquetWriterTest.rowsOf(columns), fixture.rows(file()));
      Files.delete(file());
    }
  }

  private Path file() {
    return folder.resolve("x.parquet");
  }
}
