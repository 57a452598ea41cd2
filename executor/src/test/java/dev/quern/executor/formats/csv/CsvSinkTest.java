package dev.quern.executor.formats.csv;

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
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.executor.testing.TestRows;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvSinkTest {
  @TempDir Path folder;

  private static final TestColumn[] COLUMNS = {
    ints(1, null, Integer.MIN_VALUE, 0).named("i"),
    longs(Long.MAX_VALUE, Long.MIN_VALUE, null, 0L).named("l"),
    doubles(0.1, -1e300, 3.0, null).named("d"),
    booleans(true, false, null, true).named("b"),
    strings("plain", "with \"quote\", comma\nand line", "", null).named("say \"s\""),
    dates("2024-02-29", "0001-01-01", null, "9999-12-31").named("date"),
    decimals(18, 3, "-0.005", "123456789012345.678", null, "7").named("short"),
    decimals(38, 2, "-12345678901234567890.05", null, "0", "1").named("wide"),
    column(DataTypes.TIMESTAMP, -1L, 0L, null, 1_000_000_000_000_001L).named("ts"),
    column(DataTypes.TIMESTAMP_WITH_TIME_ZONE, 5L, 0L, null, 1L).named("tz"),
    column(DataTypes.TIME, 86_399_999_999L, 0L, null, 1L).named("time"),
    column(DataTypes.FLOAT, 0.1, null, -2.5, 1e30).named("f"),
    strings(" x ", "é€", "NA", "#").named("t")
  };

  private Path write(Map<String, String> options, String name) {
    Path path = folder.resolve(options.hashCode() + name);
    try (BufferAllocator allocator = new RootAllocator()) {
      Schema schema = TestColumns.schema(COLUMNS);
      long[] written = new long[1];
      WriteContext context =
          new WriteContext(allocator, MemoryPool.unlimited(), bytes -> written[0] += bytes);
      try (BatchSink sink = new CsvFormat().create(path.toString(), schema, options, context)) {
        for (Batch batch : TestColumns.batches(allocator, 3, COLUMNS)) {
          sink.add(batch);
        }
        assertTrue(Files.notExists(path), "nothing is visible before the end");
        sink.finish();
      }
      assertTrue(written[0] > 0, "bytes are reported");
    }
    return path;
  }

  private static List<List<@Nullable Object>> expected() {
    try (BufferAllocator allocator = new RootAllocator();
        Batch batch = batch(allocator, COLUMNS)) {
      return TestRows.rowsOf(batch);
    }
  }

  @Test
  void whatIsWrittenReadsBackAsTheSame() {
    for (Map<String, String> options :
        List.<Map<String, String>>of(
            Map.of(),
            Map.of("delimiter", ";", "nullstr", "NA"),
            Map.of("delimiter", "|", "escape", "\\"),
            Map.of("delimiter", "\t", "header", "false"))) {
      Path path = write(options, "out.csv");
      Schema schema = TestColumns.schema(COLUMNS);
      boolean losesNa = options.containsKey("nullstr");
      List<List<@Nullable Object>> rows = CsvTable.of(path, options).declared(schema).rows();
      if (losesNa) {
        // A text that is the null string is quoted, and quoted null strings are null: see nullstr.
        assertEquals(expected().size(), rows.size());
      } else {
        assertEquals(expected(), rows, options.toString());
      }
    }
    assertEquals(
        expected(),
        CsvTable.of(write(Map.of(), "out.csv.gz")).declared(TestColumns.schema(COLUMNS)).rows());
  }

  @Test
  void namesAndSimpleValuesAreWrittenPlainly() throws IOException {
    List<String> lines = Files.readAllLines(write(Map.of(), "out.csv"));
    assertEquals("i,l,d,b,\"say \"\"s\"\"\",date,short,wide,ts,tz,time,f,t", lines.get(0));
    assertTrue(
        lines.get(1).startsWith("1,9223372036854775807,0.1,true,plain,2024-02-29,-0.005,"),
        lines.get(1));
  }

  @Test
  void whatIsNotFinishedLeavesNoTrace() throws IOException {
    try (BufferAllocator allocator = new RootAllocator()) {
      Schema schema = TestColumns.schema(COLUMNS);
      WriteContext context = new WriteContext(allocator, MemoryPool.unlimited(), bytes -> {});
      String path = folder.resolve("never.csv").toString();
      try (BatchSink sink = new CsvFormat().create(path, schema, Map.of(), context)) {
        sink.add(batch(allocator, COLUMNS));
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void listsAreRefusedByName() {
    Schema schema =
        Schema.of(dev.quern.plan.types.Field.of("tags", new DataType.ListType(DataTypes.VARCHAR)));
    try (BufferAllocator allocator = new RootAllocator()) {
      WriteContext context = new WriteContext(allocator, MemoryPool.unlimited(), bytes -> {});
      String path = folder.resolve("lists.csv").toString();
      QueryException failure =
          assertThrows(
              QueryException.class, () -> new CsvFormat().create(path, schema, Map.of(), context));
      assertEquals(ErrorCode.UNSUPPORTED, failure.code());
      assertTrue(failure.message().contains("LIST<VARCHAR>"), failure.message());
    }
  }
}
