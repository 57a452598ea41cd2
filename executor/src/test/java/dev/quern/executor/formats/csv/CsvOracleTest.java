package dev.quern.executor.formats.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.formats.RuntimeFilters;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random files, read in random pieces, against Commons CSV. */
final class CsvOracleTest {
  private static final Schema SCHEMA =
      Schema.of(
          Field.of("a", DataTypes.VARCHAR),
          Field.of("b", DataTypes.VARCHAR),
          Field.of("c", DataTypes.VARCHAR));

  private static final Map<String, String> PLAIN =
      Map.of("header", "false", "delimiter", ",", "quote", "\"", "escape", "\"");

  @TempDir Path folder;

  @Test
  void wellFormedFilesReadAlikeHoweverTheyAreCut() {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      String text = wellFormed(random);
      checkPieces(text, PLAIN, oracle(text, PLAIN), random, "seed " + seed + ": " + text);
    }
  }

  @Test
  void backslashEscapesReadAlikeHoweverTheyAreCut() {
    Map<String, String> options = new TreeMap<>(PLAIN);
    options.put("escape", "\\");
    for (long seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      String text = wellFormed(random).replace("\"\"x", "\\\"x").replace("\"\"é", "\\\"é");
      checkPieces(text, options, null, random, "seed " + seed + ": " + text);
    }
  }

  /** Bytes without any order: rows are padded or cut; what Commons CSV refuses must not crash. */
  @Test
  void anyBytesReadAlikeHoweverTheyAreCut() {
    int compared = 0;
    Map<String, String> options = new TreeMap<>(PLAIN);
    options.put("on_error", "null");
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(60);
      for (int i = 0; i < length; i++) {
        text.append("ab \",,,\"\n\n\r".charAt(random.nextInt(11)));
      }
      List<List<@Nullable Object>> expected = oracleOrNull(text.toString(), options);
      compared += expected == null ? 0 : 1;
      checkPieces(text.toString(), options, expected, random, "seed " + seed + ": " + text);
    }
    assertTrue(compared > 50, "only " + compared + " files were comparable");
  }

  private void checkPieces(
      String text,
      Map<String, String> options,
      @Nullable List<List<@Nullable Object>> expected,
      Random random,
      String what) {
    CsvTable table = CsvTable.ofText(folder, text);
    ScanSource source = new ScanSource("test", "csv", options, SCHEMA, Schema.of(), table.files());
    Object whole = outcome(table, source);
    if (expected != null) {
      assertEquals(expected, whole, what);
    }
    for (int i = 0; i < 2; i++) {
      int splitBytes = 1 + random.nextInt(random.nextInt(8) == 0 ? 2 : text.length() + 2);
      int blockBytes = 1 + random.nextInt(24);
      int batchRows = 1 + random.nextInt(4);
      String where = " split=" + splitBytes + " block=" + blockBytes + " batch=" + batchRows;
      Object cut = outcome(table.pieces(splitBytes, blockBytes, batchRows), source);
      assertEquals(whole, cut, what + where);
      ScanNode oneColumn = new ScanNode(1, source, List.of(1), null, List.of(), -1);
      if (whole instanceof List<?> rows) {
        List<Object> second = new ArrayList<>();
        for (Object row : rows) {
          second.add(java.util.Collections.singletonList(((List<?>) row).get(1)));
        }
        CsvTable pieces = table.pieces(splitBytes, blockBytes, batchRows);
        assertEquals(second, pieces.rows(oneColumn, RuntimeFilters.NONE), what + where);
      }
    }
  }

  /** Returns the rows, or the code of the error. */
  private static Object outcome(CsvTable table, ScanSource source) {
    try {
      return table.rows(source, List.of(0, 1, 2), null);
    } catch (QueryException e) {
      assertEquals(ErrorCode.MALFORMED_FILE, e.code(), e.message());
      return e.code();
    }
  }

  private static String wellFormed(Random random) {
    StringBuilder text = new StringBuilder();
    int rows = random.nextInt(8);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < 3; column++) {
        text.append(column == 0 ? "" : ",").append(field(random));
      }
      String lineEnd = new String[] {"\n", "\r\n", "\r", "\n\n"}[random.nextInt(4)];
      text.append(row == rows - 1 && random.nextBoolean() ? "" : lineEnd);
    }
    return text.toString();
  }

  private static String field(Random random) {
    StringBuilder field = new StringBuilder();
    boolean isQuoted = random.nextInt(3) == 0;
    int length = random.nextInt(10) == 0 ? random.nextInt(40) : random.nextInt(5);
    for (int i = 0; i < length; i++) {
      String[] parts =
          isQuoted
              ? new String[] {"x", ",", "\n", "\"\"x", "\r\n", "é", ",,\n,", "\"\"é"}
              : new String[] {"x", "yz", "é", "1", " ", "0123456"};
      field.append(parts[random.nextInt(parts.length)]);
    }
    if (!isQuoted && field.length() > 0 && random.nextInt(5) == 0) {
      field.append('"');
    }
    return isQuoted ? "\"" + field + "\"" : field.toString();
  }

  private static List<List<@Nullable Object>> oracle(String text, Map<String, String> options) {
    List<List<@Nullable Object>> rows = oracleOrNull(text, options);
    if (rows == null) {
      throw new AssertionError("Commons CSV refuses: " + text);
    }
    return rows;
  }

  private static @Nullable List<List<@Nullable Object>> oracleOrNull(
      String text, Map<String, String> options) {
    CSVFormat format =
        CSVFormat.Builder.create()
            .setDelimiter(options.get("delimiter"))
            .setQuote('"')
            .setIgnoreEmptyLines(true)
            .setQuoteMode(QuoteMode.ALL_NON_NULL)
            .setNullString("")
            .get();
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try {
      for (CSVRecord found : format.parse(new StringReader(text))) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          row.add(i < found.size() ? found.get(i) : null);
        }
        rows.add(row);
      }
    } catch (IOException | UncheckedIOException e) {
      return null;
    }
    return rows;
  }
}
