package dev.quern.executor.formats.arrow;

import static dev.quern.executor.testing.TestColumns.batch;
import static dev.quern.executor.testing.TestColumns.booleans;
import static dev.quern.executor.testing.TestColumns.column;
import static dev.quern.executor.testing.TestColumns.dates;
import static dev.quern.executor.testing.TestColumns.decimals;
import static dev.quern.executor.testing.TestColumns.doubles;
import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.longs;
import static dev.quern.executor.testing.TestColumns.strings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.FileTable;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.formats.files.FileOutput;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.executor.testing.TestRows;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.TimeStampNanoVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArrowScanTest {
  private static final TestColumn[] COLUMNS = {
    ints(1, null, Integer.MIN_VALUE, 0).named("i"),
    longs(Long.MAX_VALUE, Long.MIN_VALUE, null, 0L).named("l"),
    doubles(0.1, -1e300, Double.NaN, null).named("d"),
    booleans(true, false, null, true).named("b"),
    strings("plain", "é€\uD83D\uDE00", "", null).named("s"),
    dates("2024-02-29", "0001-01-01", null, "9999-12-31").named("date"),
    decimals(18, 3, "-0.005", "123456789012345.678", null, "7").named("short"),
    decimals(38, 2, "-12345678901234567890.05", null, "0", "1").named("wide"),
    column(DataTypes.TIMESTAMP, -1L, 0L, null, 1_000_000_000_000_001L).named("ts"),
    column(DataTypes.TIMESTAMP_WITH_TIME_ZONE, 5L, 0L, null, 1L).named("tz"),
    column(DataTypes.TIME, 86_399_999_999L, 0L, null, 1L).named("time"),
    column(DataTypes.FLOAT, 0.5, null, Double.NEGATIVE_INFINITY, 1.25).named("f"),
    column(DataTypes.SMALLINT, 1L, null, -32768L, 32767L).named("si"),
    column(DataTypes.TINYINT, 1L, null, -128L, 127L).named("ti")
  };

  @TempDir Path folder;

  private Path write(String name, int rowsPerBatch, TestColumn... columns) {
    Path path = folder.resolve(name);
    try (BufferAllocator allocator = new RootAllocator()) {
      WriteContext context = new WriteContext(allocator, MemoryPool.unlimited(), bytes -> {});
      Schema schema = TestColumns.schema(columns);
      try (BatchSink sink = new ArrowFormat().create(path.toString(), schema, Map.of(), context)) {
        for (Batch batch : TestColumns.batches(allocator, rowsPerBatch, columns)) {
          sink.add(batch);
        }
        assertTrue(Files.notExists(path), "nothing is visible before the end");
        sink.finish();
      }
    }
    return path;
  }

  private static FileTable table(Path path) {
    return FileTable.of(new ArrowFormat(), path, Map.of());
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  @Test
  void whatIsWrittenReadsBackWithItsTypes() {
    List<List<@Nullable Object>> expected;
    try (BufferAllocator allocator = new RootAllocator();
        Batch batch = batch(allocator, COLUMNS)) {
      expected = TestRows.rowsOf(batch);
    }
    for (String name : List.of("out.arrow", "out.arrows")) {
      for (int rows : new int[] {1, 3, 100}) {
        FileTable table = table(write(rows + name, rows, COLUMNS));
        assertEquals(
            Arrays.stream(COLUMNS).map(TestColumn::type).toList(),
            table.source().fileSchema().fields().stream().map(Field::type).toList());
        assertEquals(expected, table.rows());
        for (int batchRows : new int[] {1, 3}) {
          assertEquals(expected, table.pieces(1, batchRows).rows(), name + ", " + rows);
        }
      }
    }
  }

  @Test
  void readsOnlyTheColumnsAsked() {
    FileTable table = table(write("out.arrow", 3, COLUMNS));
    ScanSource source = table.source();
    assertEquals(
        List.of(
            row("plain", 1L), row("é€\uD83D\uDE00", null), row("", -2147483648L), row(null, 0L)),
        table.rows(source, List.of(4, 0), null));
    assertEquals(4, table.rows(source, List.of(), null).size());
    Schema wider =
        Schema.of(Field.of("missing", DataTypes.DOUBLE), Field.of("i", DataTypes.INTEGER));
    FileTable partitioned =
        table
            .declared(wider)
            .files(
                Schema.of(Field.of("p", DataTypes.VARCHAR)),
                FileTable.file(Path.of(table.files().get(0).path()), "x"));
    assertEquals(row(null, 1L, "x"), partitioned.pieces(1, 2).rows().get(0));
  }

  @Test
  void noRowsKeepTheirColumns() {
    try (BufferAllocator allocator = new RootAllocator()) {
      WriteContext context = new WriteContext(allocator, MemoryPool.unlimited(), bytes -> {});
      for (String name : List.of("empty.arrow", "empty.arrows")) {
        Path path = folder.resolve(name);
        try (BatchSink sink =
            new ArrowFormat()
                .create(path.toString(), TestColumns.schema(COLUMNS), Map.of(), context)) {
          sink.finish();
        }
        assertEquals(COLUMNS.length, table(path).source().fileSchema().size());
        assertEquals(List.of(), table(path).rows());
      }
    }
  }

  /** Writes vectors as they are, twice. */
  private Path writeVectors(String name, FieldVector... vectors) throws IOException {
    Path path = folder.resolve(name);
    try (VectorSchemaRoot root = VectorSchemaRoot.of(vectors);
        ArrowRecordBatch record = new VectorUnloader(root).getRecordBatch();
        FileOutput output = new FileOutput(path, bytes -> {})) {
      IpcOutput messages = new IpcOutput(output, root.getSchema(), false);
      messages.write(record);
      messages.write(record);
      messages.end();
      output.commit();
    }
    return path;
  }

  @Test
  void decodesDictionaries() throws IOException {
    org.apache.arrow.vector.types.pojo.Schema schema =
        new org.apache.arrow.vector.types.pojo.Schema(
            List.of(
                new org.apache.arrow.vector.types.pojo.Field(
                    "w",
                    new FieldType(
                        true, ArrowType.Utf8.INSTANCE, new DictionaryEncoding(7, false, null)),
                    null)));
    Path path = folder.resolve("d.arrows");
    try (BufferAllocator allocator = new RootAllocator();
        VarCharVector words = new VarCharVector("words", allocator);
        IntVector indexes = new IntVector("w", allocator)) {
      words.setSafe(0, "red".getBytes(StandardCharsets.UTF_8));
      words.setSafe(1, "blue".getBytes(StandardCharsets.UTF_8));
      words.setValueCount(2);
      indexes.setSafe(0, 1);
      indexes.setSafe(2, 0);
      indexes.setValueCount(3);
      try (ArrowRecordBatch entries = record(words);
          ArrowRecordBatch rows = record(indexes);
          FileOutput output = new FileOutput(path, bytes -> {})) {
        IpcOutput messages = new IpcOutput(output, schema, true);
        assertTrue(
            messages.write(new ArrowDictionaryBatch(7, entries, false), entries).getOffset() > 0);
        messages.write(rows);
        messages.write(rows);
        messages.end();
        output.commit();
      }
    }
    assertEquals(
        List.of(
            row("blue"),
            row((Object) null),
            row("red"),
            row("blue"),
            row((Object) null),
            row("red")),
        table(path).pieces(1, 2).rows());
  }

  private static ArrowRecordBatch record(FieldVector vector) {
    return new VectorUnloader(VectorSchemaRoot.of(vector)).getRecordBatch();
  }

  @Test
  void convertsTypesThatTheEngineHasInAnotherForm() throws IOException {
    try (BufferAllocator allocator = new RootAllocator()) {
      UInt1Vector small = new UInt1Vector("u8", allocator);
      small.setSafe(0, 200);
      small.setValueCount(2);
      UInt8Vector large = new UInt8Vector("u64", allocator);
      large.setSafe(0, -1L);
      large.setValueCount(2);
      TimeStampSecVector seconds = new TimeStampSecVector("s", allocator);
      seconds.setSafe(0, -5);
      seconds.setValueCount(2);
      TimeStampNanoVector nanos = new TimeStampNanoVector("ns", allocator);
      nanos.setSafe(0, -1);
      nanos.setValueCount(2);
      LargeVarCharVector text = new LargeVarCharVector("t", allocator);
      text.setSafe(0, "long é".getBytes(StandardCharsets.UTF_8));
      text.setValueCount(2);
      FixedSizeBinaryVector bytes = new FixedSizeBinaryVector("b", allocator, 2);
      bytes.setSafe(0, new byte[] {1, -1});
      bytes.setValueCount(2);
      NullVector nothing = new NullVector("n", 2);
      Path path = writeVectors("c.arrow", small, large, seconds, nanos, text, bytes, nothing);
      List<@Nullable Object> first = table(path).rows().get(0);
      assertEquals(200L, first.get(0));
      assertEquals("18446744073709551615", String.valueOf(first.get(1)));
      assertEquals(-5_000_000L, first.get(2));
      assertEquals(-1L, first.get(3));
      assertEquals("long é", first.get(4));
      assertEquals(java.nio.ByteBuffer.wrap(new byte[] {1, -1}), first.get(5));
      assertEquals(row(null, null, null, null, null, null, null), table(path).rows().get(1));
      assertEquals(4, table(path).rows().size());
    }
  }

  @Test
  void refusesByNameWhatItCannotRead() throws IOException {
    try (BufferAllocator allocator = new RootAllocator()) {
      IntVector ints = new IntVector("i", allocator);
      ints.setSafe(0, 1);
      ints.setValueCount(1);
      ListVector list = ListVector.empty("tags", allocator);
      list.addOrGetVector(
          org.apache.arrow.vector.types.pojo.FieldType.nullable(
              new org.apache.arrow.vector.types.pojo.ArrowType.Int(32, true)));
      list.allocateNew();
      list.setValueCount(1);
      Path path = writeVectors("l.arrow", list, ints);
      QueryException failure = assertThrows(QueryException.class, () -> table(path).rows());
      assertEquals(ErrorCode.UNSUPPORTED, failure.code());
      assertTrue(failure.message().contains("tags"), failure.message());
      Schema declared = Schema.of(Field.of("i", DataTypes.INTEGER));
      assertEquals(List.of(row(1L), row(1L)), table(path).declared(declared).rows());
      Schema wrong = Schema.of(Field.of("i", DataTypes.VARCHAR));
      failure = assertThrows(QueryException.class, () -> table(path).declared(wrong).rows());
      assertTrue(failure.message().contains("found type=INTEGER"), failure.message());
    }
    Path text = Files.writeString(folder.resolve("x.arrow"), "id,name\n1,2\n");
    assertEquals(
        ErrorCode.MALFORMED_FILE,
        assertThrows(QueryException.class, () -> table(text).rows()).code());
  }

  @Test
  void aDamagedFileGivesRowsOrAnError() throws IOException {
    Random random = new Random(11);
    int failures = 0;
    for (String name : List.of("out.arrow", "out.arrows")) {
      byte[] bytes = Files.readAllBytes(write(name, 3, COLUMNS));
      for (int i = 0; i < 250; i++) {
        boolean isCut = i % 3 == 0;
        byte[] damaged = Arrays.copyOf(bytes, isCut ? random.nextInt(bytes.length) : bytes.length);
        for (int k = 0; k < 3 && !isCut; k++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        Path path = Files.write(folder.resolve("damaged.arrow"), damaged);
        try {
          table(path).pieces(1, 2).rows();
        } catch (QueryException e) {
          failures++;
        }
      }
    }
    assertTrue(failures > 100, "only " + failures + " failed");
  }

  @Test
  void unpacksLz4FramesWithLinkedBlocks() {
    byte[] packed = {
      0x04,
      0x22,
      0x4D,
      0x18,
      0x40,
      0x40,
      0,
      // "abc" and a match of 15 at distance 3, in a block of its own.
      7,
      0,
      0,
      0,
      0x3B,
      'a',
      'b',
      'c',
      3,
      0,
      0x00,
      // A match over the block before, then the last literals.
      7,
      0,
      0,
      0,
      0x00,
      3,
      0,
      0x30,
      'X',
      'Y',
      'Z',
      0,
      0,
      0,
      0
    };
    byte[] target = new byte[25];
    int count = Lz4Frame.unpack(packed, target);
    assertEquals("abcabcabcabcabcabcabcaXYZ", new String(target, 0, count, StandardCharsets.UTF_8));
    assertThrows(RuntimeException.class, () -> Lz4Frame.unpack(packed, new byte[10]));
  }
}
