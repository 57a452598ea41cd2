package dev.quern.executor.formats.json;

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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.FileTable;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.executor.testing.TestRows;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
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

final class JsonSinkTest {
  private static final TestColumn[] COLUMNS = {
    ints(1, null, Integer.MIN_VALUE, 0).named("i"),
    longs(Long.MAX_VALUE, Long.MIN_VALUE, null, 0L).named("l"),
    doubles(0.1, -1e300, Double.NaN, null).named("d"),
    booleans(true, false, null, true).named("b"),
    strings("plain", "with \"quote\", \\\nand\tcontrol \u0001\u001f", "", null).named("say \"s\""),
    dates("2024-02-29", "0001-01-01", null, "9999-12-31").named("date"),
    decimals(18, 3, "-0.005", "123456789012345.678", null, "7").named("short"),
    decimals(38, 2, "-12345678901234567890.05", null, "0", "1").named("wide"),
    column(DataTypes.TIMESTAMP, -1L, 0L, null, 1_000_000_000_000_001L).named("ts"),
    column(DataTypes.TIMESTAMP_WITH_TIME_ZONE, 5L, 0L, null, 1L).named("tz"),
    column(DataTypes.TIME, 86_399_999_999L, 0L, null, 1L).named("time"),
    column(DataTypes.FLOAT, 0.1, null, Double.NEGATIVE_INFINITY, 1e30).named("f"),
    column(DataTypes.SMALLINT, 1L, null, -32768L, 32767L).named("si"),
    column(DataTypes.TINYINT, 1L, null, -128L, 127L).named("ti"),
    strings(" x ", "é€\uD83D\uDE00", "NA", "#").named("t")
  };

  @TempDir Path folder;

  private Path write(Map<String, String> options, String name, TestColumn... columns) {
    Path path = folder.resolve(name);
    try (BufferAllocator allocator = new RootAllocator()) {
      Schema schema = TestColumns.schema(columns);
      WriteContext context = new WriteContext(allocator, MemoryPool.unlimited(), bytes -> {});
      try (BatchSink sink = new JsonFormat().create(path.toString(), schema, options, context)) {
        for (Batch batch : TestColumns.batches(allocator, 3, columns)) {
          sink.add(batch);
        }
        assertTrue(Files.notExists(path), "nothing is visible before the end");
        sink.finish();
      }
    }
    return path;
  }

  @Test
  void whatIsWrittenReadsBackAsTheSame() {
    List<List<@Nullable Object>> expected;
    try (BufferAllocator allocator = new RootAllocator();
        Batch batch = batch(allocator, COLUMNS)) {
      expected = TestRows.rowsOf(batch);
    }
    Schema schema = TestColumns.schema(COLUMNS);
    for (Map<String, String> options :
        List.<Map<String, String>>of(Map.of(), Map.of("array", "true"))) {
      for (String name : List.of("out.json", "out.json.gz")) {
        Path path = write(options, options.size() + name, COLUMNS);
        FileTable table = FileTable.of(new JsonFormat(), path, Map.of()).declared(schema);
        assertEquals(expected, table.pieces(100, 3).rows(), options + " " + name);
      }
    }
  }

  @Test
  void anotherParserReadsEveryLine() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<String> lines = Files.readAllLines(write(Map.of(), "out.jsonl", COLUMNS));
    assertEquals(4, lines.size());
    JsonNode second = mapper.readTree(lines.get(1));
    assertEquals("with \"quote\", \\\nand\tcontrol \u0001\u001f", second.get("say \"s\"").asText());
    assertEquals(Long.MIN_VALUE, second.get("l").asLong());
    assertEquals("1970-01-01 00:00:00", second.get("ts").asText());
    JsonNode array =
        mapper.readTree(write(Map.of("array", "true"), "array.json", COLUMNS).toFile());
    assertEquals(4, array.size());
    assertEquals("nan", array.get(2).get("d").asText());
  }

  @Test
  void noRowsMakeAFileWithoutRecords() throws IOException {
    Schema schema = Schema.of(Field.of("a", DataTypes.BIGINT));
    try (BufferAllocator allocator = new RootAllocator()) {
      WriteContext context = new WriteContext(allocator, MemoryPool.unlimited(), bytes -> {});
      for (String array : List.of("true", "false")) {
        Path path = folder.resolve(array + ".json");
        try (BatchSink sink =
            new JsonFormat().create(path.toString(), schema, Map.of("array", array), context)) {
          sink.finish();
        }
        FileTable table = FileTable.of(new JsonFormat(), path, Map.of());
        assertEquals(List.of(), table.declared(schema).rows());
      }
    }
  }

  @Test
  void whatIsNotFinishedLeavesNoTrace() throws IOException {
    try (BufferAllocator allocator = new RootAllocator()) {
      WriteContext context = new WriteContext(allocator, MemoryPool.unlimited(), bytes -> {});
      String path = folder.resolve("never.json").toString();
      try (BatchSink sink =
          new JsonFormat().create(path, TestColumns.schema(COLUMNS), Map.of(), context)) {
        sink.add(batch(allocator, COLUMNS));
      }
      Schema intervals = Schema.of(Field.of("span", DataTypes.INTERVAL_DAY_TIME));
      QueryException failure =
          assertThrows(
              QueryException.class,
              () -> new JsonFormat().create(path, intervals, Map.of(), context));
      assertEquals(ErrorCode.UNSUPPORTED, failure.code());
      assertTrue(failure.message().contains("span"), failure.message());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }
}
