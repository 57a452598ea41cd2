package dev.quern.executor.formats.parquet;

import static dev.quern.executor.testing.TestColumns.strings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.types.DataTypes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages are counted in the query's memory pool, and small budgets make small buffers. */
final class ParquetMemoryTest {
  private static final int ROWS = 3_000;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "zstd", "gzip", "lz4_raw"})
  void manyColumnsFitIntoASmallBudget(String compression) {
    Path file = folder.resolve("wide.parquet");
    TestColumn[] columns = wide(100);
    try (ParquetFixture fixture = new ParquetFixture()) {
      ParquetWriterTest.write(fixture, file, Map.of("compression", compression), 1000, columns);
      fixture.batchRows = 500;
      fixture.memoryPool = new MemoryPool(8L << 20);
      assertEquals(ROWS, fixture.rows(file).size());
      assertEquals(0, fixture.memoryPool.reservedBytes());
      long peak = fixture.memoryPool.peakBytes();
      // A page of each column must be there at a time, and its part of the file.
      assertTrue(peak >= 100L * ROWS * Long.BYTES, "peak=" + peak);
      assertTrue(peak <= fixture.memoryPool.limitBytes(), "peak=" + peak);
      fixture.memoryPool.close();
    }
  }

  @Test
  void whatIsHeldBetweenBatchesIsReserved() {
    Path file = folder.resolve("held.parquet");
    try (ParquetFixture fixture = new ParquetFixture()) {
      ParquetWriterTest.write(fixture, file, Map.of(), 1000, wide(3));
      fixture.memoryPool = new MemoryPool(8L << 20);
      fixture.batchRows = 10;
      try (BatchSource scan = open(fixture, file)) {
        Batch batch = scan.next();
        assertTrue(batch != null);
        long held = fixture.allocator.getAllocatedMemory() - batch.sizeBytes();
        assertTrue(fixture.memoryPool.reservedBytes() >= held - 4096, "held=" + held);
        assertTrue(fixture.memoryPool.reservedBytes() >= 3L * ROWS * Long.BYTES);
        batch.close();
      }
      assertEquals(0, fixture.memoryPool.reservedBytes());
      fixture.memoryPool.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "zstd"})
  void pageLargerThanTheBudgetIsAnError(String compression) {
    Path file = folder.resolve("large.parquet");
    try (ParquetFixture fixture = new ParquetFixture()) {
      ParquetWriterTest.write(
          fixture,
          file,
          Map.of("compression", compression),
          1,
          strings("x".repeat(3 << 20), "y".repeat(3 << 20)));
      fixture.memoryPool = new MemoryPool(1L << 20);
      QueryException error = assertThrows(QueryException.class, () -> fixture.rows(file));
      assertEquals(ErrorCode.OUT_OF_MEMORY, error.code());
      assertEquals(0, fixture.memoryPool.reservedBytes());
      fixture.memoryPool.close();
      fixture.memoryPool = new MemoryPool(16L << 20);
      assertEquals(2, fixture.rows(file).size());
    }
  }

  @Test
  void rowGroupsShrinkWithTheBudget() {
    Path file = folder.resolve("groups.parquet");
    TestColumn[] columns = wide(20);
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(4L << 20);
      ParquetWriterTest.write(fixture, file, Map.of(), 100, columns);
      assertEquals(0, fixture.memoryPool.reservedBytes());
      assertTrue(fixture.memoryPool.peakBytes() > 0);
      assertTrue(fixture.memoryPool.peakBytes() <= fixture.memoryPool.limitBytes());
      fixture.memoryPool.close();
      fixture.memoryPool = MemoryPool.unlimited();
      List<List<@Nullable Object>> rows = fixture.rows(file);
      assertEquals(ROWS, rows.size());
      assertEquals(columns[7].values().get(1234), rows.get(1234).get(7));
      Footer footer = FooterReader.read(file.toString());
      assertTrue(footer.rowGroups().size() > 1, "row groups=" + footer.rowGroups().size());
    }
  }

  @Test
  void refusedReservationEndsTheRowGroup() {
    Path file = folder.resolve("refused.parquet");
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(64L << 20);
      TestColumn[] columns = wide(2);
      try (MemoryPool.Reservation other = fixture.memoryPool.open("other", false);
          BatchSink sink = ParquetWriterTest.create(fixture, file, Map.of(), columns)) {
        while (other.tryGrow(1 << 10)) {
          // Takes all but the sink's floor.
        }
        TestColumns.batches(fixture.allocator, 1000, columns).forEach(sink::add);
        sink.finish();
        assertTrue(fixture.memoryPool.peakBytes() <= fixture.memoryPool.limitBytes());
      }
      assertEquals(0, fixture.memoryPool.reservedBytes());
      assertEquals(ROWS, fixture.rows(file).size());
      assertEquals(3, FooterReader.read(file.toString()).rowGroups().size());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 50", "1, 300, 3000", "2, 3, 200", "2, 1000, 3000"})
  void refusedReservationsOnlyEndRowGroups(int refuseEvery, int batchRows, int rows) {
    Path file = folder.resolve("refusals.parquet");
    TestColumn[] columns = ParquetWriterTest.allTypes(rows);
    AtomicInteger refused = new AtomicInteger();
    AtomicInteger asked = new AtomicInteger();
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool =
          new MemoryPool(
              4L << 20,
              bytes -> {
                // The first one is the floor.
                boolean isRefused = asked.incrementAndGet() > 1 && asked.get() % refuseEvery == 0;
                refused.addAndGet(isRefused ? 1 : 0);
                return !isRefused;
              });
      ParquetWriterTest.write(fixture, file, Map.of(), batchRows, columns);
      assertTrue(refused.get() > 0, "reservations were refused");
      assertEquals(0, fixture.memoryPool.reservedBytes());
      assertTrue(fixture.memoryPool.peakBytes() <= fixture.memoryPool.limitBytes());
      fixture.memoryPool.close();
      fixture.memoryPool = MemoryPool.unlimited();
      assertEquals(ParquetWriterTest.rowsOf(columns), fixture.rows(file));
    }
  }

  @Test
  void valueLargerThanTheBudgetIsAnError() {
    Path file = folder.resolve("value.parquet");
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(1L << 20);
      QueryException error =
          assertThrows(
              QueryException.class,
              () ->
                  ParquetWriterTest.write(
                      fixture, file, Map.of(), 1, strings("x", "y".repeat(3 << 20))));
      assertEquals(ErrorCode.OUT_OF_MEMORY, error.code());
      assertTrue(error.message().contains("parquet pages"), error.message());
      assertTrue(error.message().contains("setting memory"), error.message());
      assertEquals(0, fixture.memoryPool.reservedBytes());
      assertTrue(Files.notExists(file));
    }
  }

  private static BatchSource open(ParquetFixture fixture, Path file) {
    ScanSource source = fixture.source(file);
    return fixture.open(
        new ScanNode(0, source, ParquetFixture.allColumns(source), null, List.of(), -1));
  }

  /** Columns of numbers that no dictionary holds. */
  private static TestColumn[] wide(int count) {
    List<TestColumn> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long factor = 0x9e3779b97f4a7c15L + 2L * i;
      List<Object> values = new ArrayList<>();
      IntStream.range(0, ROWS).forEach(row -> values.add(row * factor));
      columns.add(new TestColumn("c" + i, DataTypes.BIGINT, values));
    }
    return columns.toArray(TestColumn[]::new);
  }
}
