package dev.quern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COPY (query) TO a file or folder, and back. */
class CopyTest {
  private static final String ROWS =
      """
      SELECT * FROM (VALUES
        (1, 'plain', CAST(1.50 AS DECIMAL(20, 2)), TRUE, DATE '2024-02-29', TIMESTAMP '2024-02-29 12:30:00.123456', 0.1e0),
        (NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (-3, '"a", b' || chr(13) || chr(10) || '''c''', -123456789012345678.25, FALSE, DATE '0001-01-01', TIMESTAMP '1969-12-31 23:59:59', -1e300),
        (4, '', 0.00, TRUE, DATE '9999-12-31', TIMESTAMP '2024-01-01 00:00:00', 0e0),
        (5, ' Ünïcode 日本 🦆 ', 0.01, NULL, NULL, NULL, 12345678.5e0)) AS t (id, "the, name", price, ok, day, moment, ratio)
      """;

  @TempDir private Path folder;

  private static String output(String... arguments) {
    CommandRun run = CommandRun.here(arguments);
    assertEquals(Main.EXIT_OK, run.exitCode(), run.err());
    return run.out();
  }

  private static String rows(String query) {
    return output("--format", "jsonl", "-c", query + " ORDER BY id");
  }

  private static void copy(String query, Path target, String options) {
    output("-c", "COPY (" + query + ") TO '" + target + "' " + options);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x.csv         | ''
          x.csv         | (FORMAT csv, DELIMITER ';', QUOTE '''')
          x.csv.gz      | (FORMAT csv)
          x.parquet     | ''
          x.parquet     | (COMPRESSION zstd)
          x.parquet     | (COMPRESSION uncompressed)
          folder        | (FORMAT csv)
          folder        | (FORMAT parquet)
          """)
  void comesBackTheSame(String name, String options) {
    Path target = folder.resolve(name);
    copy(ROWS, target, options);
    String reader = options.contains("csv") || name.contains("csv") ? "read_csv" : "read_parquet";
    String types = reader.equals("read_csv") ? ", types => '{\"price\": \"DECIMAL(20,2)\"}'" : "";
    String path = "'" + target + "'" + types;
    assertEquals(rows(ROWS), rows("SELECT * FROM " + reader + "(" + path + ")"));
    assertEquals(types("(" + ROWS + ")"), types("SELECT * FROM " + reader + "(" + path + ")"));
  }

  /** CSV has no wider integers than it needs; the other types must be the same. */
  private static String types(String query) {
    return output("--format", "csv", "-c", "DESCRIBE " + query)
        .replace("INTEGER", "BIGINT")
        .replaceAll("DECIMAL\\(\\d+, ?2\\)", "DECIMAL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "parquet"})
  void emptyResultKeepsItsColumns(String format) {
    Path target = folder.resolve("x." + format);
    copy("SELECT * FROM (" + ROWS + ") AS t WHERE id > 9", target, "");
    assertEquals(
        "0\n",
        output("--format", "tsv", "-c", "SELECT count(*) AS n FROM '" + target + "'").substring(2));
    assertTrue(output("-c", "DESCRIBE SELECT * FROM '" + target + "'").contains("the, name"));
  }

  @ParameterizedTest
  @CsvSource({"csv,threads", "parquet,threads", "csv,single-threaded", "parquet,processes"})
  void folderHasAPartForEachTask(String format, String scheduler) throws IOException {
    Path input = Files.createDirectory(folder.resolve("input"));
    for (int file = 0; file < 4; file++) {
      StringBuilder text = new StringBuilder("id,word\n");
      for (int row = 0; row < 500; row++) {
        text.append(file * 500 + row).append(",w").append(row % 7).append('\n');
      }
      Files.writeString(input.resolve(file + ".csv"), text);
    }
    Path target = folder.resolve("parts");
    String copy =
        "COPY (SELECT * FROM '" + input + "') TO '" + target + "' (FORMAT " + format + ")";
    output(
        "--threads",
        "4",
        "--workers",
        "2",
        "--scheduler",
        scheduler,
        "-c",
        "SET split_bytes = '1KB'; " + copy);
    assertTrue(names(target).size() > 1, names(target).toString());
    assertTrue(
        names(target).stream().allMatch(name -> name.matches("part-\\d+\\." + format)),
        names(target).toString());
    String figures = "SELECT count(*) AS n, sum(id) AS s, count(DISTINCT word) AS w FROM '";
    assertEquals(output("-c", figures + input + "'"), output("-c", figures + target + "'"));
  }

  @Test
  void existingFileIsRefused() throws IOException {
    Path target = folder.resolve("x.csv");
    Files.writeString(target, "old");
    CommandRun.here("-c", "COPY (SELECT 1 AS a) TO '" + target + "'")
        .assertFailed("58P02", "File exists", target.toString(), "OVERWRITE");
    assertEquals("old", Files.readString(target));
    copy("SELECT 1 AS a", target, "(OVERWRITE true)");
    assertEquals("a\n1\n", Files.readString(target));
  }

  @Test
  void folderWithFilesIsRefused() throws IOException {
    Path target = folder.resolve("parts");
    copy("SELECT 1 AS a", target, "(FORMAT csv)");
    CommandRun.here("-c", "COPY (SELECT 2 AS a) TO '" + target + "' (FORMAT csv)")
        .assertFailed("58P02", "not empty", target.toString(), "OVERWRITE");
    assertEquals("a\n1\n", output("--format", "csv", "-c", "SELECT * FROM '" + target + "'"));
  }

  @Test
  void folderCanBeOverwrittenWithItsOwnRows() throws IOException {
    Path target = folder.resolve("parts");
    copy("SELECT 1 AS a", target, "(FORMAT csv)");
    copy("SELECT a + 1 AS a FROM '" + target + "'", target, "(FORMAT csv, OVERWRITE)");
    assertEquals("a\n2\n", output("--format", "csv", "-c", "SELECT * FROM '" + target + "'"));
    assertEquals(List.of("part-0.csv"), names(target));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.csv", "x.parquet", "parts"})
  void failureLeavesNothing(String name) throws IOException {
    String query = "SELECT 10 / (id - 4) AS q FROM (VALUES (1), (2), (3), (4), (5)) AS t (id)";
    CommandRun.here("-c", "COPY (" + query + ") TO '" + folder.resolve(name) + "' (FORMAT csv)")
        .assertFailed("22012", "Division by zero");
    assertEquals(List.of(), names(folder));
  }

  @Test
  void failureLeavesTheOldRows() throws IOException {
    Path target = folder.resolve("parts");
    copy("SELECT 1 AS a", target, "(FORMAT csv)");
    String query = "SELECT 1 / (a - 1) AS a FROM '" + target + "'";
    CommandRun.here("-c", "COPY (" + query + ") TO '" + target + "' (FORMAT csv, OVERWRITE)")
        .assertFailed("22012", "Division by zero");
    assertEquals("a\n1\n", output("--format", "csv", "-c", "SELECT * FROM '" + target + "'"));
    assertEquals(List.of("part-0.csv"), names(target));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x.txt | ''             | Cannot tell the format
          x.csv | (FORMAT foo)   | foo
          x.csv | (NOTHING 1)    | nothing
          """)
  void wrongOptions(String name, String options, String part) throws IOException {
    CommandRun.here("-c", "COPY (SELECT 1 AS a) TO '" + folder.resolve(name) + "' " + options)
        .assertFailed("22023", part);
    assertEquals(List.of(), names(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.csv", "x.parquet", "parts", "out.json"})
  void filesObeyTheUserMask(String name) throws IOException {
    FileStore store = Files.getFileStore(folder);
    assumeTrue(store.supportsFileAttributeView("posix"), "no permissions here");
    Path plain = Files.writeString(folder.resolve("plain.txt"), "");
    Path target = folder.resolve(name);
    if (name.equals("out.json")) {
      output("-c", "SELECT 1 AS a", "-o", target.toString());
    } else {
      copy("SELECT 1 AS a", target, "(FORMAT " + (name.endsWith("csv") ? "csv" : "parquet") + ")");
    }
    Path written = Files.isDirectory(target) ? target.resolve("part-0.parquet") : target;
    assertEquals(
        PosixFilePermissions.toString(Files.getPosixFilePermissions(plain)),
        PosixFilePermissions.toString(Files.getPosixFilePermissions(written)));
  }

  @Test
  void tellsHowManyRowsItWrote() {
    Path target = folder.resolve("x.csv");
    CommandRun run = CommandRun.here("-c", "COPY (" + ROWS + ") TO '" + target + "'");
    assertEquals("", run.out());
    assertEquals("5 rows written to " + target + "\n", run.err());
  }

  @Test
  void explainAnalyzeMeasuresTheWriting() {
    Path target = folder.resolve("x.csv");
    String plan = output("-c", "EXPLAIN ANALYZE COPY (" + ROWS + ") TO '" + target + "'");
    assertTrue(plan.matches("(?s).*Write.*\\[1 row, .* ms, wrote \\d+ B.*"), plan);
    assertTrue(Files.exists(target));
    Path planned = folder.resolve("y.csv");
    assertTrue(output("-c", "EXPLAIN COPY (" + ROWS + ") TO '" + planned + "'").contains("Write"));
    assertTrue(Files.notExists(planned));
  }
}
