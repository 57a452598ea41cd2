package dev.quern.executor.exchange;

import static dev.quern.executor.testing.TestColumns.batch;
import static dev.quern.executor.testing.TestColumns.booleans;
import static dev.quern.executor.testing.TestColumns.column;
import static dev.quern.executor.testing.TestColumns.dates;
import static dev.quern.executor.testing.TestColumns.decimals;
import static dev.quern.executor.testing.TestColumns.doubles;
import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.lists;
import static dev.quern.executor.testing.TestColumns.longs;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.assertSameRows;
import static dev.quern.executor.testing.TestRows.drain;
import static dev.quern.executor.testing.TestRows.row;
import static dev.quern.executor.testing.TestRows.rowsOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.ResourceRules;
import dev.quern.executor.memory.TemporarySpace;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExchangeStoreTest {
  private static final long POOL_BYTES = 16 << 20;
  private static final AttemptId ID = new AttemptId(0, 0, 0);
  private static final TestColumn[] ALL_TYPES = {
    longs(1L, null, Long.MIN_VALUE, 4L, 5L),
    ints(null, 2, -3, 4, 5),
    column(DataTypes.SMALLINT, (short) 1, null, (short) -3, (short) 4, (short) 5),
    column(DataTypes.TINYINT, (byte) 1, (byte) 2, null, (byte) 4, (byte) 5),
    booleans(true, false, null, true, false),
    doubles(1.5, null, Double.NaN, -0.0, 5.0),
    strings("", null, "ü\0", "a text that is a bit longer than the others", "e"),
    dates("2024-02-29", null, "0001-01-01", "1970-01-01", "9999-12-31"),
    decimals(10, 2, "1.25", null, "-3.00", "4", "5"),
    decimals(38, 3, "12345678901234567890.125", null, "-1", "0", "5"),
    lists(
        DataTypes.VARCHAR, List.of("a", "b"), null, List.of(), Arrays.asList("c", null), List.of())
  };
  private static final Schema SCHEMA = TestColumns.schema(ALL_TYPES);

  @TempDir Path folder;
  private final BufferAllocator allocator = new RootAllocator();
  private final MemoryPool pool = new MemoryPool(POOL_BYTES);

  @AfterEach
  void leavesNothing() {
    allocator.close();
    assertEquals(0, pool.reservedBytes());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void keepsRowsOfAllTypes(boolean isShared) {
    for (int batchRows : new int[] {1, 3, 100}) {
      try (ExchangeStore store = store(isShared)) {
        write(store, Partitioning.gather(), batchRows, ALL_TYPES);
        assertEquals(rows(ALL_TYPES), read(store, 0, 1));
        assertEquals(rows(ALL_TYPES), read(store, 0, 1), "a second time");
        assertEquals(isShared, Files.exists(store.path(ID)));
        store.drop(ID);
        assertThrows(OutputLostException.class, () -> read(store, 0, 1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void equalKeysMeetInOnePartition(boolean isShared) {
    TestColumn keys = ints(1, 2, null, 1, 2, null, 7, 8, 9, 1);
    TestColumn values = strings("a", "b", "c", "d", "e", "f", "g", "h", "i", null);
    for (int batchRows : new int[] {1, 3, 100}) {
      try (ExchangeStore store = store(isShared)) {
        write(store, Partitioning.hash(List.of(0), 4), batchRows, keys, values);
        List<List<@Nullable Object>> all = new ArrayList<>();
        for (int partition = 0; partition < 4; partition++) {
          List<List<@Nullable Object>> part =
              read(store, TestColumns.schema(keys, values), partition, partition + 1);
          for (List<@Nullable Object> row : part) {
            assertTrue(
                all.stream().noneMatch(other -> equal(other.get(0), row.get(0))), "split key");
          }
          all.addAll(part);
        }
        assertSameRows(rows(keys, values), all);
      }
    }
  }

  @Test
  void blocksHaveNoMoreRowsThanABatch() {
    TestColumn keys = ints(1, 1, 1, 1, 1, 1, 1);
    try (ExchangeStore store = store(false)) {
      write(store, Partitioning.hash(List.of(0), 2), 100, 3, keys);
      List<Integer> sizes = new ArrayList<>();
      try (BatchSource source = store.open(ID, TestColumns.schema(keys), 0, 2, allocator)) {
        for (Batch batch = source.next(); batch != null; batch = source.next()) {
          sizes.add(batch.rowCount());
          batch.close();
        }
      }
      assertEquals(List.of(3, 3, 1), sizes);
    }
  }

  @Test
  void spreadsBatchesEvenly() {
    TestColumn values = ints(1, 2, 3, 4, 5, 6);
    Partitioning partitioning = new Partitioning(Partitioning.Kind.ROUND_ROBIN, List.of(), 3);
    try (ExchangeStore store = store(false)) {
      write(store, partitioning, 2, values);
      for (int partition = 0; partition < 3; partition++) {
        assertEquals(2, read(store, TestColumns.schema(values), partition, partition + 1).size());
      }
    }
  }

  @Test
  void goesToAFileWhenMemoryIsShort() {
    MemoryPool.Reservation other = pool.open("other", false);
    other.grow(POOL_BYTES - 100);
    try (ExchangeStore store = store(false);
        other) {
      write(store, Partitioning.gather(), 3, ALL_TYPES);
      assertTrue(Files.exists(store.path(ID)), "a file");
      assertEquals(rows(ALL_TYPES), read(store, 0, 1));
    }
  }

  /**
   * Runs are in files from the start, in memory, or move from there to a file while they are read.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void runsAreReadOneByOne(boolean isShared) {
    Schema schema = TestColumns.schema(ints(1));
    try (ExchangeStore store = store(isShared);
        MemoryPool.Reservation other = pool.open("other", false)) {
      try (OutputWriter writer = store.create(ID, schema, Partitioning.gather(), 2, allocator)) {
        for (TestColumn run : List.of(ints(3, 5, 9), ints(1), ints(2, 2, 7, 8))) {
          writer.beginRun();
          TestColumns.batches(allocator, 2, run).forEach(writer::add);
        }
        writer.finish();
        assertEquals(8, writer.rowCount());
        assertEquals(1, writer.partitionBytes().size());
      }
      List<BatchSource> runs = store.openRuns(ID, schema, allocator);
      assertEquals(3, runs.size());
      List<List<@Nullable Object>> first = new ArrayList<>();
      readOne(runs.get(0), first);
      assertEquals(rows(ints(3, 5)), first);
      if (!isShared) {
        assertTrue(!other.tryGrow(POOL_BYTES), "too little left");
        store.relieve();
      }
      assertTrue(Files.exists(store.path(ID)), "a file");
      assertEquals(rows(ints(2, 2, 7, 8)), drain(runs.get(2)));
      assertEquals(rows(ints(9)), drain(runs.get(0)));
      assertEquals(rows(ints(1)), drain(runs.get(1)));
      store.drop(ID);
      assertThrows(OutputLostException.class, () -> store.openRuns(ID, schema, allocator));
    }
  }

  /** Who merges runs has a block of each in memory: they are no larger than they were made. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void blocksOfRunsAreNotPutTogether(boolean isShared) {
    Schema schema = TestColumns.schema(ints(1));
    try (ExchangeStore store = store(isShared)) {
      try (OutputWriter writer = store.create(ID, schema, Partitioning.gather(), 100, allocator)) {
        writer.beginRun();
        TestColumns.batches(allocator, 2, ints(3, 5, 9)).forEach(writer::add);
        writer.finish();
      }
      try (BatchSource run = store.openRuns(ID, schema, allocator).get(0)) {
        List<List<@Nullable Object>> first = new ArrayList<>();
        readOne(run, first);
        assertEquals(rows(ints(3, 5)), first);
      }
    }
  }

  /** What is written after memory was refused goes on with the runs of the file. */
  @Test
  void runsGoToAFileWhenMemoryRunsOut() {
    Schema schema = TestColumns.schema(ints(1));
    try (ExchangeStore store = store(false);
        MemoryPool.Reservation other = pool.open("other", false)) {
      try (OutputWriter writer = store.create(ID, schema, Partitioning.gather(), 2, allocator)) {
        writer.beginRun();
        TestColumns.batches(allocator, 2, ints(3, 5, 9)).forEach(writer::add);
        writer.beginRun();
        other.grow(POOL_BYTES - pool.reservedBytes());
        TestColumns.batches(allocator, 2, ints(1, 4)).forEach(writer::add);
        writer.beginRun();
        TestColumns.batches(allocator, 2, ints(6)).forEach(writer::add);
        writer.finish();
      }
      assertTrue(Files.exists(store.path(ID)), "a file");
      List<BatchSource> runs = store.openRuns(ID, schema, allocator);
      assertEquals(3, runs.size());
      assertEquals(rows(ints(3, 5, 9)), drain(runs.get(0)));
      assertEquals(rows(ints(1, 4)), drain(runs.get(1)));
      assertEquals(rows(ints(6)), drain(runs.get(2)));
    }
  }

  @Test
  void makesRoomForOthersEvenWhileItIsRead() {
    try (ExchangeStore store = store(false);
        MemoryPool.Reservation other = pool.open("other", false)) {
      write(store, Partitioning.gather(), 2, ALL_TYPES);
      List<List<@Nullable Object>> read = new ArrayList<>();
      try (BatchSource source = store.open(ID, SCHEMA, 0, 1, allocator)) {
        readOne(source, read);
        store.relieve();
        assertTrue(pool.reservedBytes() > 0, "nobody asked yet");
        assertTrue(!other.tryGrow(POOL_BYTES), "too little left");
        store.relieve();
        assertEquals(0, pool.reservedBytes());
        assertTrue(Files.exists(store.path(ID)), "a file");
        readOne(source, read);
        readOne(source, read);
      }
      assertEquals(rows(ALL_TYPES), read);
    }
  }

  @Test
  void anUnfinishedOutputLeavesNoTrace() throws IOException {
    for (boolean isShared : new boolean[] {false, true}) {
      try (ExchangeStore store = store(isShared)) {
        try (OutputWriter writer =
            store.create(ID, SCHEMA, Partitioning.hash(List.of(0), 3), 3, allocator)) {
          writer.add(batch(allocator, ALL_TYPES));
        }
        assertThrows(OutputLostException.class, () -> read(store, 0, 1));
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      assertEquals(List.of(), files.filter(Files::isRegularFile).toList());
    }
  }

  @Test
  void anyDamageOfAFileIsFound() throws IOException {
    try (ExchangeStore store = store(true)) {
      write(store, Partitioning.hash(List.of(0), 2), 2, longs(1L, 2L, 3L), strings("a", "b", "c"));
      byte[] good = Files.readAllBytes(store.path(ID));
      Schema schema = TestColumns.schema(longs(1L), strings("a"));
      for (int i = 0; i < good.length; i++) {
        byte[] bad = good.clone();
        bad[i] ^= 4;
        Files.write(store.path(ID), bad);
        assertThrows(OutputLostException.class, () -> read(store, schema, 0, 2), "byte " + i);
        Files.write(store.path(ID), Arrays.copyOf(good, i));
        assertThrows(OutputLostException.class, () -> read(store, schema, 0, 2), "cut at " + i);
      }
    }
  }

  @Test
  void releasesAllOutputsOfAStage() {
    for (boolean isShared : new boolean[] {false, true}) {
      try (ExchangeStore store = store(isShared)) {
        write(store, Partitioning.gather(), 2, ALL_TYPES);
        store.release(1);
        assertEquals(5, read(store, 0, 1).size());
        store.release(0);
        assertThrows(OutputLostException.class, () -> read(store, 0, 1));
      }
    }
  }

  private ExchangeStore store(boolean isShared) {
    return new ExchangeStore(
        folder, isShared, allocator, pool, new TemporarySpace(folder, 0, ResourceRules.NONE));
  }

  private void write(
      ExchangeStore store, Partitioning partitioning, int batchRows, TestColumn... columns) {
    write(store, partitioning, batchRows, batchRows, columns);
  }

  private void write(
      ExchangeStore store,
      Partitioning partitioning,
      int inputRows,
      int batchRows,
      TestColumn... columns) {
    try (OutputWriter writer =
        store.create(ID, TestColumns.schema(columns), partitioning, batchRows, allocator)) {
      for (Batch batch : TestColumns.batches(allocator, inputRows, columns)) {
        writer.add(batch);
      }
      writer.finish();
      assertEquals(columns[0].values().size(), writer.rowCount());
    }
  }

  private List<List<@Nullable Object>> read(ExchangeStore store, int first, int end) {
    return read(store, SCHEMA, first, end);
  }

  private List<List<@Nullable Object>> read(
      ExchangeStore store, Schema schema, int first, int end) {
    return drain(store.open(ID, schema, first, end, allocator));
  }

  private static void readOne(BatchSource source, List<List<@Nullable Object>> rows) {
    Batch next = source.next();
    assertTrue(next != null, "a batch");
    try (Batch batch = next) {
      rows.addAll(rowsOf(batch));
    }
  }

  private List<List<@Nullable Object>> rows(TestColumn... columns) {
    try (Batch batch = batch(allocator, columns)) {
      return rowsOf(batch);
    }
  }

  private static boolean equal(@Nullable Object a, @Nullable Object b) {
    return row(a).equals(row(b));
  }
}
