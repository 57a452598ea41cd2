package dev.quern.executor.formats.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quern.executor.formats.FileTable;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonScanTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String RECORDS =
      """
      {"id": 1, "name": "Ann", "ok": true, "x": 1.5, "day": "2001-02-03", "tags": ["a", {"b": 1}]}
      {"name": "B\\u00e9 \\"q\\"", "id": -2, "extra": null, "x": 2, "day": null}

      {"id": null, "ok": false, "x": -1e3, "day": "2024-02-29", "tags": null, "late": "2001-02-03T04:05:06"}
      {}
      """;

  @TempDir Path folder;

  private FileTable table(String text, Map<String, String> options) {
    return table(text, options, 1 << 20);
  }

  private FileTable table(String text, Map<String, String> options, int blockBytes) {
    Path path = folder.resolve("data" + blockBytes + ".json");
    try {
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return FileTable.of(new JsonFormat(blockBytes), path, options);
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  private static final List<List<@Nullable Object>> ROWS =
      List.of(
          row(1L, "Ann", true, 1.5, 11_356L, "[\"a\", {\"b\": 1}]", null, null),
          row(-2L, "Bé \"q\"", null, 2.0, null, null, null, null),
          row(null, null, false, -1000.0, 19_782L, null, null, 981_173_106_000_000L),
          row(null, null, null, null, null, null, null, null));

  @Test
  void infersNamesAndTypesFromAllRecords() {
    Schema schema = table(RECORDS, Map.of()).source().fileSchema();
    assertEquals(
        List.of("id", "name", "ok", "x", "day", "tags", "extra", "late"),
        schema.fields().stream().map(Field::name).toList());
    assertEquals(
        List.of(
            DataTypes.BIGINT,
            DataTypes.VARCHAR,
            DataTypes.BOOLEAN,
            DataTypes.DOUBLE,
            DataTypes.DATE,
            DataTypes.VARCHAR,
            DataTypes.VARCHAR,
            DataTypes.TIMESTAMP),
        schema.fields().stream().map(Field::type).toList());
  }

  @Test
  void everyWayOfCuttingTheFileGivesTheSameRows() {
    for (int blockBytes : new int[] {1, 7, 64, 1 << 20}) {
      for (long splitBytes : new long[] {1, 13, 50, 1 << 20}) {
        for (int batchRows : new int[] {1, 3, 4096}) {
          assertEquals(
              ROWS,
              table(RECORDS, Map.of(), blockBytes).pieces(splitBytes, batchRows).rows(),
              blockBytes + ", " + splitBytes + ", " + batchRows);
        }
      }
    }
  }

  @Test
  void arraysAndObjectsOverSeveralLinesAreTheSameRecords() {
    String[] records = RECORDS.strip().replace("\n\n", "\n").split("\n");
    String array = "\uFEFF [" + String.join(",\n ", records) + "]\n ";
    String spread = String.join("\n\n", records).replace(", ", ",\r\n\t");
    for (String text : List.of(array, spread, RECORDS.replace("\n", "\r\n"), RECORDS.strip())) {
      for (int blockBytes : new int[] {1, 7, 1 << 20}) {
        List<List<@Nullable Object>> rows = table(text, Map.of(), blockBytes).pieces(20, 3).rows();
        assertEquals(ROWS.size(), rows.size());
        for (int i = 0; i < rows.size(); i++) {
          Object tags = rows.get(i).get(5);
          List<@Nullable Object> row = new ArrayList<>(rows.get(i));
          row.set(5, tags == null ? null : tags.toString().replace(",\r\n\t", ", "));
          assertEquals(ROWS.get(i), row);
        }
      }
    }
    assertEquals(
        List.of(row(1L)), table("{\n \"a\": 1\n}", Map.of()).rows(), "one object is one row");
    assertEquals(
        List.of(),
        table("[ ]", Map.of()).declared(Schema.of(Field.of("a", DataTypes.BIGINT))).rows());
  }

  @Test
  void gzipIsReadThrough() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(RECORDS.getBytes(StandardCharsets.UTF_8));
    }
    Path path = Files.write(folder.resolve("data.jsonl.gz"), packed.toByteArray());
    assertEquals(ROWS, FileTable.of(new JsonFormat(), path, Map.of()).pieces(10, 3).rows());
  }

  @Test
  void mixedTypesBecomeTheNarrowestCommonOne() {
    Schema schema =
        table(
                """
                {"a": 1, "b": 1, "c": 99999999999999999999, "d": "2001-02-03", "e": "12:30:00"}
                {"a": 2.5, "b": "x", "c": 1, "d": "2001-02-03 04:05:06", "e": true, "n": null}
                {"a": "NaN", "b": true, "f": "2001-02-03T04:05:06Z", "g": "007", "h": "04:05:06.1234567"}
                """,
                Map.of())
            .source()
            .fileSchema();
    assertEquals(
        "[DOUBLE, VARCHAR, DECIMAL(38,0), TIMESTAMP, VARCHAR, VARCHAR, TIMESTAMP WITH TIME ZONE,"
            + " VARCHAR, VARCHAR]",
        schema.fields().stream().map(field -> field.type().sqlName()).toList().toString());
  }

  @Test
  void keysThatDifferInCaseStayApartAndTheLastOfEqualOnesWins() {
    FileTable table =
        table("{\"a\": 1, \"A\": 2, \"a\": 3}\n{\"a\": null, \"a\": 4, \"A\": null}\n", Map.of());
    assertEquals(
        List.of("a", "A_1"),
        table.source().fileSchema().fields().stream().map(Field::name).toList());
    assertEquals(List.of(row(3L, 2L), row(4L, null)), table.rows());
  }

  @Test
  void filtersAndProjectsWithPartitionColumns() {
    FileTable one = table(RECORDS, Map.of(), 64);
    Path path = Path.of(one.files().get(0).path());
    Schema partitions = Schema.of(Field.of("year", DataTypes.BIGINT));
    FileTable table =
        one.files(partitions, FileTable.file(path, "2001"), FileTable.file(path, (String) null));
    ScanSource source = table.source();
    Expression filter =
        new Call(
            "less_than",
            List.of(new ColumnReference(3, DataTypes.DOUBLE, true), Literal.of(1.9)),
            DataTypes.BOOLEAN,
            true);
    for (int batchRows : new int[] {1, 3, 4096}) {
      assertEquals(
          List.of(
              row(2001L, 1L, 2001L),
              row(2001L, null, 2001L),
              row(null, 1L, null),
              row(null, null, null)),
          table.pieces(1 << 20, batchRows).rows(source, List.of(8, 0, 8), filter));
    }
    assertEquals(8, table.rows(source, List.of(), null).size(), "rows without columns");
  }

  @Test
  void randomRecordsReadAsJacksonReadsThem() throws IOException {
    Random random = new Random(42);
    for (int round = 0; round < 12; round++) {
      List<ObjectNode> records = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        records.add(randomRecord(random));
      }
      StringBuilder text = new StringBuilder();
      for (ObjectNode record : records) {
        text.append(MAPPER.writeValueAsString(record)).append('\n');
      }
      Schema schema =
          Schema.of(
              Field.of("l", DataTypes.BIGINT),
              Field.of("d", DataTypes.DOUBLE),
              Field.of("b", DataTypes.BOOLEAN),
              Field.of("s", DataTypes.VARCHAR),
              Field.of("any", DataTypes.VARCHAR));
      List<List<@Nullable Object>> expected = new ArrayList<>();
      for (ObjectNode record : records) {
        expected.add(
            row(
                record.hasNonNull("l") ? record.get("l").asLong() : null,
                record.hasNonNull("d") ? record.get("d").asDouble() : null,
                record.hasNonNull("b") ? record.get("b").asBoolean() : null,
                record.hasNonNull("s") ? record.get("s").asText() : null,
                any(record.get("any"))));
      }
      int blockBytes = 1 + random.nextInt(200);
      assertEquals(
          expected,
          table(text.toString(), Map.of(), blockBytes)
              .declared(schema)
              .pieces(1 + random.nextInt(300), 1 + random.nextInt(10))
              .rows());
    }
  }

  private static @Nullable Object any(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    return node.isTextual() ? node.asText() : node.toString();
  }

  private static ObjectNode randomRecord(Random random) {
    ObjectNode record = MAPPER.createObjectNode();
    List<String> keys = new ArrayList<>(List.of("l", "d", "b", "s", "any", "other \"key\"", "ü"));
    if (random.nextInt(4) == 0) {
      java.util.Collections.shuffle(keys, random);
    }
    for (String key : keys) {
      if (random.nextInt(8) == 0) {
        continue;
      }
      if (random.nextInt(8) == 0) {
        record.putNull(key);
        continue;
      }
      switch (key) {
        case "l":
          record.put(key, random.nextLong() >> random.nextInt(64));
          break;
        case "d":
          record.put(key, Double.longBitsToDouble(random.nextLong() & 0xBFFFFFFFFFFFFFFFL));
          break;
        case "b":
          record.put(key, random.nextBoolean());
          break;
        case "s":
          record.put(key, randomText(random));
          break;
        default:
          randomValue(random, record, key);
      }
    }
    return record;
  }

  private static void randomValue(Random random, ObjectNode record, String key) {
    switch (random.nextInt(4)) {
      case 0:
        record.put(key, random.nextInt());
        return;
      case 1:
        record.put(key, randomText(random));
        return;
      case 2:
        record.putArray(key).add(1).add("]").addObject().put("}", "\\\"");
        return;
      default:
        record.putObject(key).put("a", randomText(random)).putNull("b");
    }
  }

  private static String randomText(Random random) {
    String alphabet = "ab\"\\/\n\t\u0001é€\uD83D\uDE00{}[],:";
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(30);
    while (text.length() < length) {
      text.appendCodePoint(alphabet.codePointAt(random.nextInt(10)));
      if (random.nextInt(9) == 0) {
        text.append("\uD83D\uDE00");
      }
    }
    return text.toString();
  }

  private QueryException fails(String text, Map<String, String> options) {
    return assertThrows(QueryException.class, () -> table(text, options).rows(), text);
  }

  @Test
  void aValueOfAnotherTypeNamesItsPlaceAndTheRemedy() {
    String text = "{\"qty\": 1}\n\n{\"qty\": \"12a\"}\n{\"qty\": 3}\n";
    Map<String, String> options = Map.of("types", "{\"qty\": \"BIGINT\"}");
    QueryException failure = fails(text, options);
    assertEquals(ErrorCode.INVALID_CAST, failure.code());
    assertTrue(failure.message().contains("line=3, column=qty, value=\"12a\""), failure.message());
    assertTrue(failure.message().contains("on_error => 'null'"), failure.message());
    assertEquals(
        List.of(row(1L), row(3L)),
        table(text, Map.of("types", "{\"qty\": \"BIGINT\"}", "ignore_errors", "true")).rows());
    assertEquals(
        List.of(row(1L), row((Object) null), row(3L)),
        table(text, Map.of("types", "{\"qty\": \"BIGINT\"}", "on_error", "null")).rows());
  }

  @Test
  void skippedRowsDoNotDependOnTheColumnsAsked() {
    FileTable table =
        table(
            "{\"a\": 1, \"b\": 1}\n{\"a\": 2, \"b\": \"x\"}\nnonsense\n[1]\n{\"a\": 3\n{\"a\": 4}\n",
            Map.of("on_error", "skip", "columns", "{\"a\": \"BIGINT\", \"b\": \"BIGINT\"}"));
    ScanSource source = table.source();
    for (int batchRows : new int[] {1, 3, 4096}) {
      FileTable pieces = table.pieces(9, batchRows);
      assertEquals(List.of(row(1L), row(4L)), pieces.rows(source, List.of(0), null));
      assertEquals(List.of(row(1L, 1L), row(4L, null)), pieces.rows());
    }
  }

  @Test
  void whatIsNoJsonIsRefusedWithItsLine() {
    for (String bad :
        List.of(
            "{\"a\": }",
            "{\"a\": 1,}",
            "{\"a\" 1}",
            "{a: 1}",
            "{\"a\": 01}",
            "{\"a\": 1} {\"a\": 2}",
            "{\"a\": tru}",
            "{\"a\": \"\\x\"}",
            "{\"a\": \"\\ud800\"}",
            "{\"a\": \"x\ty\"}",
            "{\"a\": [1, 2}",
            "{\"a\": -}",
            "{\"a\": 1",
            "[1]",
            "7")) {
      QueryException failure =
          fails("{\"a\": 1}\n" + bad + "\n", Map.of("columns", "{\"a\": \"VARCHAR\"}"));
      assertEquals(ErrorCode.MALFORMED_FILE, failure.code(), bad);
      assertTrue(failure.message().contains("line=2"), failure.message());
    }
    assertEquals(ErrorCode.EMPTY_FILE, fails("", Map.of()).code());
    assertEquals(ErrorCode.EMPTY_FILE, fails("[]", Map.of()).code());
    assertEquals(ErrorCode.MALFORMED_FILE, fails("[{\"a\": 1}", Map.of()).code());
    assertEquals(ErrorCode.MALFORMED_FILE, fails("[{\"a\": 1}] 2", Map.of()).code());
    assertEquals(ErrorCode.MALFORMED_FILE, fails("{\"a\": " + "[".repeat(5000), Map.of()).code());
    assertEquals(
        ErrorCode.MALFORMED_FILE,
        fails("{\"a\": 1}\n{\"b\": 1}", Map.of("unknown_keys", "error", "sample_size", "1"))
            .code());
    assertEquals(
        ErrorCode.MALFORMED_FILE,
        fails("{\"a\": \"" + "x".repeat(1000) + "\"}", Map.of("max_record_bytes", "100")).code());
    assertEquals(ErrorCode.INVALID_OPTION, fails("{\"a\": 1}", Map.of("delim", ";")).code());
    assertEquals(ErrorCode.INVALID_OPTION, fails("{\"a\": 1}", Map.of("layout", "x")).code());
  }

  @Test
  void aFileCutAnywhereGivesRowsOrAnError() throws IOException {
    byte[] bytes = RECORDS.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(7);
    int failures = 0;
    for (int i = 0; i < 200; i++) {
      byte[] damaged = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
      if (i % 2 == 0) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Path path = Files.write(folder.resolve("damaged.json"), damaged);
      try {
        FileTable.of(new JsonFormat(16), path, Map.of()).pieces(40, 3).rows();
      } catch (QueryException e) {
        failures++;
      }
    }
    assertTrue(failures > 20, "only " + failures + " failed");
  }
}
