package dev.quern.executor.formats.csv;

import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvErrorTest {
  private static final Schema TWO =
      Schema.of(Field.of("n", DataTypes.BIGINT), Field.of("s", DataTypes.VARCHAR));

  @TempDir Path folder;

  private static void assertFails(ErrorCode code, CsvTable table, String... parts) {
    QueryException failure = assertThrows(QueryException.class, table::rows);
    assertEquals(code, failure.code(), failure.message());
    for (String part : parts) {
      assertTrue(failure.message().contains(part), failure.message() + " lacks " + part);
    }
  }

  @Test
  void badValueNamesFileLineColumnValueAndRemedy() {
    String text = "n,s\n1,\"two\nlines\"\r\n\n2,b\n12a,c\n";
    CsvTable table = CsvTable.ofText(folder, text).declared(TWO);
    for (int splitBytes : new int[] {3, 10, 21, 24, 1000}) {
      assertFails(
          ErrorCode.INVALID_CAST,
          table.pieces(splitBytes, 8, 2),
          "BIGINT",
          "data.csv",
          "line=6",
          "column=n",
          "\"12a\"",
          "on_error");
    }
  }

  @Test
  void raggedRowsNameLineCountsAndRow() {
    CsvTable few = CsvTable.ofText(folder, "n,s\n1,a\n2\n3,c\n").declared(TWO);
    assertFails(
        ErrorCode.MALFORMED_FILE, few, "line=3", "expected=2", "found=1", "\"2\"", "null_padding");
    CsvTable many = CsvTable.ofText(folder, "n,s\n1,a\n2,b,c\n3,c\n").declared(TWO);
    assertFails(ErrorCode.MALFORMED_FILE, many, "line=3", "expected=2", "found=3", "2,b,c");
  }

  @Test
  void onErrorSkipsRowsOrMakesNulls() {
    String text = "n,s\n1,a\nx,b\n3\n4,d,e\n5,e\n";
    CsvTable nulls =
        CsvTable.ofText(folder, text, Map.of("on_error", "null")).declared(TWO).pieces(4, 5, 3);
    assertEquals(
        List.of(row(1, "a"), row(null, "b"), row(3, null), row(4, "d"), row(5, "e")), nulls.rows());
    CsvTable skipped =
        CsvTable.ofText(folder, text, Map.of("ignore_errors", "true"))
            .declared(TWO)
            .pieces(4, 5, 3);
    assertEquals(List.of(row(1, "a"), row(5, "e")), skipped.rows());
    assertEquals(
        List.of(row(), row()), skipped.rows(skipped.source(), List.of(), null), "count(*)");
    CsvTable padded =
        CsvTable.ofText(folder, "n,s\n1\n2,b\n", Map.of("null_padding", "true")).declared(TWO);
    assertEquals(List.of(row(1, null), row(2, "b")), padded.rows());
  }

  @Test
  void unclosedQuoteAndTextAfterQuoteAreErrors() {
    CsvTable open = CsvTable.ofText(folder, "n,s\n1,a\n2,\"b\n3,c\n").declared(TWO);
    assertFails(ErrorCode.MALFORMED_FILE, open, "never closed", "line=3", "quote");
    CsvTable after = CsvTable.ofText(folder, "n,s\n1,\"a\"b\n2,c\n").declared(TWO);
    assertFails(
        ErrorCode.MALFORMED_FILE, after, "after the closing quote", "line=2", "quote => ''");
    CsvTable longRow =
        CsvTable.ofText(
                folder, "n,s\n1,\"" + "x\n".repeat(300) + "\"\n", Map.of("max_row_bytes", "100"))
            .declared(TWO)
            .pieces(1000, 16, 10);
    assertFails(ErrorCode.MALFORMED_FILE, longRow, "max_row_bytes", "line=2");
  }

  /**
   * The second range begins inside quotes, and what it sees there is no row: not the user's fault.
   */
  @Test
  void errorsOfWronglyGuessedRangesDoNotCount() {
    String text = "n,s\n1,\"" + "not a row\n".repeat(20) + "\"\n2,b\n";
    CsvTable table = CsvTable.ofText(folder, text).declared(TWO);
    for (int splitBytes = 5; splitBytes < text.length(); splitBytes += 7) {
      assertEquals(
          List.of(row(1, "not a row\n".repeat(20)), row(2, "b")),
          table.pieces(splitBytes, 16, 4).rows());
    }
  }

  @Test
  void invalidUtf8IsAnError() throws IOException {
    Path file = folder.resolve("latin.csv");
    Files.write(file, "n,s\n1,caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertFails(
        ErrorCode.MALFORMED_FILE,
        CsvTable.of(file),
        "convert the file to UTF-8",
        "line=2",
        "column=s");
    assertEquals(
        ErrorCode.UNSUPPORTED,
        assertThrows(QueryException.class, () -> CsvOptions.parse(Map.of("encoding", "latin-1")))
            .code());
  }

  @Test
  void emptyAndMissingFiles() {
    CsvTable empty = CsvTable.ofText(folder, "");
    assertFails(ErrorCode.EMPTY_FILE, empty, "columns");
    assertEquals(List.of(), empty.declared(TWO).rows());
    CsvTable gone =
        new CsvTable(
            List.of(new SourceFile(folder.resolve("gone.csv").toString(), 5, 0, List.of())),
            Map.of(),
            null,
            Schema.of(),
            100,
            100,
            10);
    assertFails(ErrorCode.FILE_NOT_FOUND, gone, "gone.csv");
  }

  @Test
  void unknownOptionsNameTheNearOnes() {
    QueryException failure =
        assertThrows(QueryException.class, () -> CsvOptions.parse(Map.of("delimter", ",")));
    assertEquals(ErrorCode.INVALID_OPTION, failure.code());
    assertTrue(failure.message().contains("did you mean delimiter"), failure.message());
    for (Map<String, String> bad :
        List.of(
            Map.of("header", "maybe"),
            Map.of("skip", "-1"),
            Map.of("quote", "ab"),
            Map.of("on_error", "explode"),
            Map.of("dateformat", "yyyy"),
            Map.of("types", "{'a': 'NOTHING'}"),
            Map.of("compression", "zip"),
            Map.of("delim", ",", "sep", ";"),
            Map.of("delim", "\"", "quote", "\""))) {
      assertEquals(
          ErrorCode.INVALID_OPTION,
          assertThrows(QueryException.class, () -> CsvOptions.parse(bad), bad.toString()).code());
    }
  }

  @Test
  void filesWithOtherColumnsAreRefused() {
    Path first = CsvTable.write(folder.resolve("1.csv"), "a,b\n1,2\n");
    Path second = CsvTable.write(folder.resolve("2.csv"), "a,c\n1,2\n");
    CsvTable table =
        CsvTable.of(first)
            .files(Schema.of(), CsvTable.sourceFile(first), CsvTable.sourceFile(second));
    assertFails(ErrorCode.MALFORMED_FILE, table, "2.csv", "missing=[b]", "not expected=[c]");
  }
}
