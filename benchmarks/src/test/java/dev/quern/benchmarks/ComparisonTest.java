package dev.quern.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.benchmarks.queries.BenchmarkQuery;
import dev.quern.benchmarks.references.AnswerStore;
import dev.quern.benchmarks.references.DataIdentity;
import dev.quern.benchmarks.references.References;
import dev.quern.benchmarks.report.QueryRow;
import dev.quern.benchmarks.rivals.EngineKind;
import dev.quern.benchmarks.rivals.RivalSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real engines in real processes over a table of three rows. */
class ComparisonTest {
  private static final BenchmarkQuery SUM =
      new BenchmarkQuery("sum", "SELECT sum(a) FROM t", null, "t");

  @TempDir private Path root;
  private Path data;
  private AnswerStore answers;

  @BeforeEach
  void writeTable() throws IOException {
    data = root.resolve("data");
    answers = new AnswerStore(root.resolve("answers"));
    Files.createDirectories(data.resolve("t"));
    Files.writeString(data.resolve("t/part-0.csv"), "a\n1\n2\n3\n");
    Files.writeString(
        data.resolve("schema.sql"),
        "CREATE EXTERNAL TABLE t (\n  a BIGINT NOT NULL\n) STORED AS CSV LOCATION 't';\n");
  }

  @Test
  void measuresBothEnginesAndKeepsTheAnswer() {
    QueryRow row = run(SUM, List.of(EngineKind.DUCKDB));
    assertEquals("", row.failure());
    assertEquals("DuckDB", row.answer());
    assertEquals(8, row.scannedBytes());
    for (String engine : List.of("Quern", "DuckDB")) {
      assertEquals(2, row.on(engine).hotSeconds().size(), engine);
      assertTrue(row.on(engine).peakBytes() > 10_000_000, "no peak of " + engine);
      assertTrue(row.on(engine).firstSeconds() > 0, engine);
    }
    Answer kept = answers.find(SUM.sql(), DataIdentity.of(data)).orElseThrow();
    assertEquals(List.of(List.of("6")), kept.rows());
  }

  @Test
  void withoutRivalsTheKeptAnswerDecides() {
    answers.keep(
        SUM.sql(), DataIdentity.of(data), new Answer(List.of(false), List.of(List.of("7"))));
    QueryRow row = run(SUM, List.of());
    assertEquals("wrong answer: row 1, column 1: 6 instead of 7", row.failure());
    assertEquals("DuckDB, kept from an earlier run", row.answer());
    assertTrue(row.on("Quern").hasFailed());
  }

  @Test
  void withoutRivalsAndKeptAnswersDuckDbIsAskedOnce() {
    QueryRow row = run(SUM, List.of());
    assertEquals("", row.failure());
    assertEquals("DuckDB without a limit", row.answer());
    assertTrue(answers.find(SUM.sql(), DataIdentity.of(data)).isPresent());
  }

  @Test
  void writtenFilesAreComparedByTheirCheck() {
    BenchmarkQuery copy =
        new BenchmarkQuery(
            "copy",
            "COPY (SELECT a FROM t ORDER BY a DESC) TO '{output}' (FORMAT parquet)",
            "SELECT count(*), sum(a) FROM read_parquet('{output}')",
            null);
    QueryRow row = run(copy, List.of(EngineKind.DUCKDB));
    assertEquals("", row.failure());
    assertEquals(List.of(), leftovers());
  }

  @Test
  void aQueryThatNobodyCanAnswerIsAFailure() {
    QueryRow row = run(new BenchmarkQuery("none", "SELECT b FROM t", null, null), List.of());
    assertTrue(row.failure().contains("b"), row.failure());
  }

  private QueryRow run(BenchmarkQuery query, List<EngineKind> rivals) {
    RivalSettings settings =
        new RivalSettings(EngineKind.QUERN, "threads", 2, "64MB", root.resolve("temp").toString());
    PrintStream silent = new PrintStream(OutputStream.nullOutputStream());
    try (References references = new References(data, settings, answers)) {
      return new Comparison(data, settings, rivals, 2, false, references, silent)
          .run(List.of(query))
          .get(0);
    }
  }

  private List<Path> leftovers() {
    try (var files = Files.list(root.resolve("temp"))) {
      return files.toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
