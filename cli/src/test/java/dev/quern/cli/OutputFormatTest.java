package dev.quern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --format} and {@code -o} give, to the letter. */
class OutputFormatTest {
  private static final String ROWS =
      """
      SELECT * FROM (VALUES
        (1, 'plain', 1.50, TRUE, DATE '2024-02-29', TIMESTAMP '2024-02-29 12:30:00.5'),
        (NULL, NULL, NULL, NULL, NULL, NULL),
        (-3, 'a,b "q"	|' || chr(10) || 'Übermut', -1234567.25, FALSE, DATE '0001-01-01', TIMESTAMP '1969-12-31 23:59:59'),
        (4, '', 0.00, TRUE, DATE '9999-12-31', TIMESTAMP '2024-01-01 00:00:00')) AS t (id, "the name", price, ok, day, moment)
      """;

  private static final String TABLE =
      """
      ┌──────┬─────────────────────┬─────────────┬───────┬────────────┬───────────────────────┐
      │   id │ the name            │       price │ ok    │ day        │ moment                │
      ├──────┼─────────────────────┼─────────────┼───────┼────────────┼───────────────────────┤
      │    1 │ plain               │        1.50 │ true  │ 2024-02-29 │ 2024-02-29 12:30:00.5 │
      │ NULL │ NULL                │        NULL │ NULL  │ NULL       │ NULL                  │
      │   -3 │ a,b "q"\\t|\\nÜbermut │ -1234567.25 │ false │ 0001-01-01 │ 1969-12-31 23:59:59   │
      │    4 │                     │        0.00 │ true  │ 9999-12-31 │ 2024-01-01 00:00:00   │
      └──────┴─────────────────────┴─────────────┴───────┴────────────┴───────────────────────┘
      4 rows
      """;

  private static final String CSV =
      """
      id,the name,price,ok,day,moment
      1,plain,1.50,true,2024-02-29,2024-02-29 12:30:00.5
      ,,,,,
      -3,"a,b ""q""	|
      Übermut",-1234567.25,false,0001-01-01,1969-12-31 23:59:59
      4,"",0.00,true,9999-12-31,2024-01-01 00:00:00
      """;

  private static final String TSV =
      """
      id	the name	price	ok	day	moment
      1	plain	1.50	true	2024-02-29	2024-02-29 12:30:00.5
      \t\t\t\t\t
      -3	"a,b ""q""	|
      Übermut"	-1234567.25	false	0001-01-01	1969-12-31 23:59:59
      4	""	0.00	true	9999-12-31	2024-01-01 00:00:00
      """;

  private static final String JSON_LINES =
      """
      {"id":1,"the name":"plain","price":1.50,"ok":true,"day":"2024-02-29","moment":"2024-02-29 12:30:00.5"}
      {"id":null,"the name":null,"price":null,"ok":null,"day":null,"moment":null}
      {"id":-3,"the name":"a,b \\"q\\"\\t|\\nÜbermut","price":-1234567.25,"ok":false,"day":"0001-01-01","moment":"1969-12-31 23:59:59"}
      {"id":4,"the name":"","price":0.00,"ok":true,"day":"9999-12-31","moment":"2024-01-01 00:00:00"}
      """;

  private static final String MARKDOWN =
      """
      |   id | the name             |       price | ok    | day        | moment                |
      |-----:|----------------------|------------:|-------|------------|-----------------------|
      |    1 | plain                |        1.50 | true  | 2024-02-29 | 2024-02-29 12:30:00.5 |
      | NULL | NULL                 |        NULL | NULL  | NULL       | NULL                  |
      |   -3 | a,b "q"\\t\\|\\nÜbermut | -1234567.25 | false | 0001-01-01 | 1969-12-31 23:59:59   |
      |    4 |                      |        0.00 | true  | 9999-12-31 | 2024-01-01 00:00:00   |
      """;

  @TempDir private Path folder;

  private static String expected(String format) {
    switch (format) {
      case "table":
        return TABLE;
      case "csv":
        return CSV;
      case "tsv":
        return TSV;
      case "jsonl":
        return JSON_LINES;
      case "json":
        return "[" + JSON_LINES.strip().replace("\n{", ",\n {") + "]\n";
      default:
        return MARKDOWN;
    }
  }

  private static String output(String... arguments) {
    CommandRun run = CommandRun.here(arguments);
    assertEquals("", run.err());
    assertEquals(Main.EXIT_OK, run.exitCode());
    return run.out();
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "csv", "tsv", "json", "jsonl", "markdown"})
  void textFormats(String format) throws IOException {
    assertEquals(expected(format), output("--format", format, "-c", ROWS));
    Path file = folder.resolve("x.out");
    assertEquals("", output("--format", format, "-c", ROWS, "-o", file.toString()));
    assertEquals(expected(format), Files.readString(file));
  }

  @ParameterizedTest
  @CsvSource({"x.csv,csv", "x.tsv,tsv", "x.json,json", "x.jsonl,jsonl", "x.md,markdown", "x,table"})
  void extensionChoosesFormat(String name, String format) throws IOException {
    Path file = folder.resolve(name);
    output("-c", ROWS, "-o", file.toString());
    assertEquals(expected(format), Files.readString(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.parquet", "x.csv"})
  void whatWasWrittenIsReadBack(String name) {
    Path file = folder.resolve(name);
    output("-c", ROWS, "-o", file.toString());
    String back = output("--format", "jsonl", "-c", "SELECT * FROM '" + file + "'");
    // A CSV file cannot tell that its prices were decimals.
    String expected =
        name.endsWith("csv")
            ? JSON_LINES.replace("1.50", "1.5").replace("0.00", "0.0")
            : JSON_LINES;
    assertEquals(expected, back);
  }

  @Test
  void arrowIsAStreamOfTheSameRows() throws IOException {
    Path file = folder.resolve("x.arrow");
    output("-c", ROWS, "-o", file.toString());
    assertEquals(expected("jsonl").lines().count(), ArrowFile.rowCount(file));
    assertEquals(
        List.of("id", "the name", "price", "ok", "day", "moment"), ArrowFile.columnNames(file));
    assertEquals("a,b \"q\"\t|\nÜbermut", ArrowFile.value(file, 1, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          table    | ┌─────┬─────┐~│   a │ b   │~├─────┼─────┤~└─────┴─────┘~0 rows~
          csv      | a,b~
          json     | []~
          jsonl    | ''
          """)
  void emptyResult(String format, String expected) {
    String sql = "SELECT * FROM (VALUES (1, 'x')) AS t (a, b) WHERE a > 1";
    assertEquals(expected.replace('~', '\n'), output("--format", format, "-c", sql));
  }

  @Test
  void numbersStayExact() {
    String sql =
        "SELECT 12345678901234567890123456789012345678 AS wide, 0.000000000000000001 AS small,"
            + " CAST(0.1 AS DOUBLE) AS tenth, 1e300 AS large, -9223372036854775808 AS least";
    assertEquals(
        "{\"wide\":12345678901234567890123456789012345678,\"small\":0.000000000000000001,"
            + "\"tenth\":0.1,\"large\":1.0E300,\"least\":-9223372036854775808}\n",
        output("--format", "jsonl", "-c", sql));
  }

  @Test
  void wideTextIsCutInTablesOnly() {
    String sql = "SELECT repeat('äb', 100) AS wide, 1 AS n";
    String table = output("-c", sql);
    assertTrue(table.contains("│ " + "äb".repeat(39) + "ä… │   1 │"), table);
    assertTrue(output("--format", "csv", "-c", sql).contains("äb".repeat(100)));
    assertTrue(output("--format", "markdown", "-c", sql).contains("äb".repeat(100)));
  }

  @Test
  void severalResultsFollowEachOther() throws IOException {
    Path file = folder.resolve("x.csv");
    output("-c", "SELECT 1 AS a; SELECT 2 AS b", "-c", "SELECT 3 AS c", "-o", file.toString());
    assertEquals("a\n1\nb\n2\nc\n3\n", Files.readString(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.json", "x.parquet", "x.arrow"})
  void severalResultsNeedAFormatThatHoldsThem(String name) throws IOException {
    Path file = folder.resolve(name);
    CommandRun.here("-c", "SELECT 1 AS a; SELECT 2 AS b", "-o", file.toString())
        .assertFailed("0A000", "holds one result", file.toString());
    assertNothingIn(folder);
  }

  @Test
  void failureLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("x.csv");
    Files.writeString(file, "old");
    CommandRun.here(
            "-c",
            "SELECT 1 AS a; SELECT 1 / (a - 1) FROM (VALUES (1)) AS t (a)",
            "-o",
            file.toString())
        .assertFailed("22012", "Division by zero");
    assertEquals("old", Files.readString(file));
    Files.delete(file);
    assertNothingIn(folder);
  }

  @Test
  void planGoesToTheFileToo() throws IOException {
    Path file = folder.resolve("plan.svg");
    output("-c", "EXPLAIN (FORMAT SVG) SELECT 1", "-o", file.toString());
    assertTrue(Files.readString(file).startsWith("<svg"), Files.readString(file));
    CommandRun.here("-c", "EXPLAIN SELECT 1", "-o", folder.resolve("p.parquet").toString())
        .assertFailed("0A000", "format=parquet");
  }

  @Test
  void statementsWithoutRowsMakeNoFile() throws IOException {
    output("-c", "SET threads = 1", "-o", folder.resolve("x.csv").toString());
    assertNothingIn(folder);
  }

  @Test
  void timingGoesToStandardError() {
    CommandRun run = CommandRun.here("--timing", "--format", "csv", "-c", "SELECT 1 AS a");
    assertEquals("a\n1\n", run.out());
    assertTrue(
        run.err().matches("Time: \\d+\\.\\d{3} s, 1 row, peak memory [0-9.]+ MB\n"), run.err());
  }

  private static void assertNothingIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }
}
