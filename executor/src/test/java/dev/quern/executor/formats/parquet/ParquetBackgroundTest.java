package dev.quern.executor.formats.parquet;

import static dev.quern.executor.testing.TestColumns.batches;
import static dev.quern.executor.testing.TestColumns.longs;
import static dev.quern.executor.testing.TestColumns.schema;
import static dev.quern.executor.testing.TestColumns.strings;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.formats.files.FileOutput;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.testing.TestColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.CompressionCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row groups are encoded while the next one is collected, within the same budget. */
final class ParquetBackgroundTest {
  @TempDir Path folder;

  @AfterEach
  void noThreadIsLeft() {
    assertFalse(WriterThread.isThere());
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 60", "7, 3, 200", "100, 33, 2500", "1000, 1000, 5000"})
  void manyRowGroupsComeBack(int rowGroupRows, int batchRows, int rows) {
    Path file = folder.resolve("many.parquet");
    TestColumn[] columns = ParquetWriterTest.allTypes(rows);
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(64L << 20);
      try (BatchSink sink =
          ParquetWriterTest.create(fixture, file, rowGroups(rowGroupRows), columns)) {
        batches(fixture.allocator, batchRows, columns).forEach(sink::add);
        assertTrue(WriterThread.isThere());
        sink.finish();
      }
      assertEquals(0, fixture.memoryPool.reservedBytes());
      fixture.memoryPool.close();
      fixture.memoryPool = MemoryPool.unlimited();
      assertEquals(ParquetWriterTest.rowsOf(columns), fixture.rows(file));
    }
  }

  @Test
  void bytesAreThoseOfOneThread() throws IOException {
    Path behind = folder.resolve("behind.parquet");
    Path here = folder.resolve("here.parquet");
    TestColumn[] columns = ParquetWriterTest.allTypes(3000);
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(64L << 20);
      ParquetWriterTest.write(fixture, behind, rowGroups(500), 250, columns);
      writeHere(fixture, here, 2, batches(fixture.allocator, 250, columns), columns);
      assertArrayEquals(Files.readAllBytes(here), Files.readAllBytes(behind));
    }
  }

  /** Writes row groups of so many batches on this thread. */
  private static void writeHere(
      ParquetFixture fixture,
      Path file,
      int rowGroupBatches,
      List<Batch> batches,
      TestColumn... columns) {
    MemoryPool pool = fixture.memoryPool;
    List<WrittenColumn> written = new ArrayList<>();
    schema(columns).fields().forEach(field -> written.add(WrittenColumn.of(field)));
    FileOutput output = ParquetFileWriter.open(file.toString());
    try (PageMemory memory =
            new PageMemory("pages", fixture.allocator, pool, new DirectBufferPool());
        ParquetFileWriter writer =
            new ParquetFileWriter(
                file.toString(),
                output,
                written,
                new ColumnChunkWriter(
                    output, CompressionCodec.SNAPPY, pool.limitBytes(), memory))) {
      for (int first = 0; first < batches.size(); first += rowGroupBatches) {
        try (PendingRowGroup rowGroup = new PendingRowGroup(written, pool)) {
          batches.subList(first, first + rowGroupBatches).forEach(rowGroup::add);
          writer.write(rowGroup);
        }
      }
      writer.finish();
    }
  }

  @Test
  void oneRowGroupNeedsNoThread() {
    Path file = folder.resolve("small.parquet");
    TestColumn column = longs(1L, 2L, 3L);
    try (ParquetFixture fixture = new ParquetFixture();
        BatchSink sink = ParquetWriterTest.create(fixture, file, Map.of(), column)) {
      batches(fixture.allocator, 1, column).forEach(sink::add);
      assertFalse(WriterThread.isThere());
      sink.finish();
      assertFalse(WriterThread.isThere());
    }
  }

  @Test
  void nextRowGroupIsCollectedMeanwhile() {
    Path file = folder.resolve("meanwhile.parquet");
    TestColumn columns = numbers(4000);
    WriterThread thread = WriterThread.held();
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(64L << 20);
      List<Batch> batches = batches(fixture.allocator, 500, columns);
      try (BufferAllocator own = allocator(fixture, thread);
          BatchSink sink = create(fixture, own, file, rowGroups(2000), columns)) {
        // The first row group waits for the gate, so that these would wait for ever.
        batches.subList(0, 7).forEach(sink::add);
        assertTrue(WriterThread.isThere());
        assertTrue(Files.notExists(file));
        thread.release();
        batches.subList(7, 8).forEach(sink::add);
        sink.finish();
      }
      assertEquals(0, fixture.memoryPool.reservedBytes());
      assertEquals(ParquetWriterTest.rowsOf(columns), fixture.rows(file));
      assertEquals(2, FooterReader.read(file.toString()).rowGroups().size());
    }
  }

  @Test
  void largerRowGroupThanMemoryIsKeptForWaits() {
    Path file = folder.resolve("larger.parquet");
    TestColumn column = strings("a", "b", "c", "d", "e".repeat(200_000));
    WriterThread thread = WriterThread.held();
    AtomicInteger waits = new AtomicInteger();
    Runnable whileWaiting =
        () -> {
          waits.incrementAndGet();
          thread.release();
        };
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(64L << 20);
      List<Batch> batches = batches(fixture.allocator, 1, column);
      try (BufferAllocator own = allocator(fixture, thread)) {
        WriteContext context = new WriteContext(own, fixture.memoryPool, bytes -> {}, whileWaiting);
        try (BatchSink sink =
            fixture.format.create(file.toString(), schema(column), rowGroups(3), context)) {
          batches.subList(0, 4).forEach(sink::add);
          assertEquals(0, waits.get());
          sink.add(batches.get(4));
          assertTrue(waits.get() > 0);
          sink.finish();
        }
      }
      assertEquals(0, fixture.memoryPool.reservedBytes());
      assertEquals(ParquetWriterTest.rowsOf(column), fixture.rows(file));
    }
  }

  @Test
  void twoRowGroupsAreReservedAtMost() {
    Path file = folder.resolve("peak.parquet");
    long budget = 8L << 20;
    TestColumn column = numbers(500_000);
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(budget);
      try (BatchSink sink = ParquetWriterTest.create(fixture, file, rowGroups(1_000_000), column)) {
        batches(fixture.allocator, 1000, column).forEach(sink::add);
        sink.finish();
      }
      // Rows of 8 bytes and their validity, a batch more than a 16th of the budget; one column.
      long rowGroup = budget / 16 + 9000;
      long pages = ColumnChunkWriter.bytesForPages(budget);
      long floor = pages + fixture.memoryPool.mostBatchBytes();
      long peak = fixture.memoryPool.peakBytes();
      assertTrue(peak <= 2 * rowGroup + Math.max(floor, rowGroup + pages), "peak=" + peak);
      fixture.memoryPool = MemoryPool.unlimited();
      assertEquals(500_000, fixture.rows(file).size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "zstd", "gzip", "lz4_raw"})
  void encodingAsksForNoMemory(String compression) {
    Path file = folder.resolve("asks.parquet");
    // Pages of the long texts are larger than the floor, and than pages usually are.
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      texts.add(i % 50 == 49 ? Integer.toString(i).repeat(60_000) : "text " + i);
    }
    TestColumn column = strings(texts.toArray(String[]::new));
    Map<String, String> options = Map.of("compression", compression, "row_group_rows", "40");
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger askedInBackground = new AtomicInteger();
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool =
          new MemoryPool(
              8L << 20,
              bytes -> {
                (WriterThread.isCurrent() ? askedInBackground : asked).incrementAndGet();
                return true;
              });
      try (BatchSink sink = ParquetWriterTest.create(fixture, file, options, column)) {
        batches(fixture.allocator, 10, column).forEach(sink::add);
        assertTrue(WriterThread.isThere());
        sink.finish();
      }
      assertTrue(asked.get() > 0);
      assertEquals(0, askedInBackground.get());
      fixture.memoryPool = MemoryPool.unlimited();
      assertEquals(ParquetWriterTest.rowsOf(column), fixture.rows(file));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {300 << 10, 512 << 10, 1 << 20})
  void smallBudgetIsEnough(long budget) {
    Path file = folder.resolve("small.parquet");
    TestColumn[] columns = ParquetWriterTest.allTypes(1000);
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(budget);
      ParquetWriterTest.write(fixture, file, Map.of(), 20, columns);
      assertEquals(0, fixture.memoryPool.reservedBytes());
      assertTrue(fixture.memoryPool.peakBytes() <= budget);
      fixture.memoryPool = MemoryPool.unlimited();
      assertEquals(ParquetWriterTest.rowsOf(columns), fixture.rows(file));
      assertTrue(FooterReader.read(file.toString()).rowGroups().size() > 1);
    }
  }

  @Test
  void usedBudgetDoesNotChangeTheFile() throws IOException {
    Path free = folder.resolve("free.parquet");
    Path used = folder.resolve("used.parquet");
    TestColumn[] columns = ParquetWriterTest.allTypes(2000);
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.memoryPool = new MemoryPool(16L << 20);
      ParquetWriterTest.write(fixture, free, rowGroups(400), 100, columns);
      try (MemoryPool.Reservation other = fixture.memoryPool.open("other", false)) {
        // What is left is a quarter: none of it for a second row group.
        assertTrue(other.tryGrow(12L << 20));
        ParquetWriterTest.write(fixture, used, rowGroups(400), 100, columns);
      }
      assertArrayEquals(Files.readAllBytes(free), Files.readAllBytes(used));
    }
  }

  @Test
  void writtenBytesAreReportedByTheOwnThread() throws IOException {
    Path file = folder.resolve("reported.parquet");
    TestColumn column = numbers(5000);
    AtomicLong reported = new AtomicLong();
    try (ParquetFixture fixture = new ParquetFixture()) {
      WriteContext context =
          new WriteContext(
              fixture.allocator,
              fixture.memoryPool,
              bytes -> {
                assertFalse(WriterThread.isCurrent());
                reported.addAndGet(bytes);
              });
      try (BatchSink sink =
          fixture.format.create(file.toString(), schema(column), rowGroups(700), context)) {
        batches(fixture.allocator, 100, column).forEach(sink::add);
        sink.finish();
      }
    }
    assertEquals(Files.size(file), reported.get());
  }

  static BufferAllocator allocator(ParquetFixture fixture, WriterThread thread) {
    return fixture.allocator.newChildAllocator("sink", thread, 0, Long.MAX_VALUE);
  }

  static BatchSink create(
      ParquetFixture fixture,
      BufferAllocator allocator,
      Path file,
      Map<String, String> options,
      TestColumn... columns) {
    return fixture.format.create(
        file.toString(),
        schema(columns),
        options,
        new WriteContext(allocator, fixture.memoryPool, bytes -> {}));
  }

  static Map<String, String> rowGroups(int rows) {
    return Map.of("row_group_rows", Integer.toString(rows));
  }

  /** Numbers that no dictionary holds. */
  static TestColumn numbers(int rows) {
    Long[] values = new Long[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = i * 0x9e3779b97f4a7c15L;
    }
    return longs(values);
  }
}
