package dev.quern.benchmarks.rivals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.benchmarks.queries.AnswerComparison;
import dev.quern.benchmarks.queries.TpchQueries;
import dev.quern.cli.tpch.TpchGenerator;
import dev.quern.engine.Engine;
import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.QueryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The 22 queries of TPC-H: from both formats, on every scheduler, the answers of DuckDB over the
 * same files.
 */
class TpchAnswersTest {
  private static final Map<String, List<Answer>> EXPECTED = new HashMap<>();

  @TempDir private static Path root;

  @ParameterizedTest
  @CsvSource({
    "0.01,csv,single-threaded", "0.01,csv,threads", "0.01,csv,processes",
    "0.01,parquet,single-threaded", "0.01,parquet,threads", "0.01,parquet,processes",
    "0.1,csv,single-threaded", "0.1,csv,threads", "0.1,csv,processes",
    "0.1,parquet,single-threaded", "0.1,parquet,threads", "0.1,parquet,processes"
  })
  void answersAgreeWithDuckDb(double scale, String format, String scheduler) {
    Settings settings = Settings.defaults().with(Setting.SCHEDULER, scheduler);
    assertEquals(List.of(), run(scale, format, settings).differences());
  }

  /** Some of the queries cannot hold what they group and join, and write it to disk. */
  @ParameterizedTest
  @CsvSource({"0.1,threads,6MB,4096"})
  void answersAgreeInLittleMemory(double scale, String scheduler, String memory, String batchRows) {
    Outcome outcome = run(scale, "parquet", tight(scheduler, memory, batchRows));
    assertEquals(List.of(), outcome.differences());
    assertFalse(outcome.spilling().isEmpty(), "no query had to spill");
  }

  @Tag("nightly")
  @ParameterizedTest
  @CsvSource({"0.1,processes,12MB,4096", "0.1,single-threaded,4MB,3", "0.05,threads,4MB,1"})
  void answersAgreeInLittleMemoryOfSmallBatches(
      double scale, String scheduler, String memory, String batchRows) {
    answersAgreeInLittleMemory(scale, scheduler, memory, batchRows);
  }

  private static Settings tight(String scheduler, String memory, String batchRows) {
    return Settings.defaults()
        .with(Setting.SCHEDULER, scheduler)
        .with(Setting.MEMORY, memory)
        .with(Setting.BATCH_ROWS, batchRows);
  }

  /**
   * @param spilling the queries that wrote to disk for lack of memory
   */
  private record Outcome(List<String> differences, List<String> spilling) {}

  private static Outcome run(double scale, String format, Settings settings) {
    Path data = root.resolve(format + "-" + scale);
    List<Answer> expected =
        EXPECTED.computeIfAbsent(data.toString(), key -> expected(scale, format, data));
    List<String> differences = new ArrayList<>();
    List<String> spilling = new ArrayList<>();
    Settings complete =
        settings
            .with(Setting.THREADS, "2")
            .with(Setting.WORKERS, "2")
            .with(Setting.TEMP_DIR, root.resolve("temp").toString());
    try (QuernRival quern = new QuernRival(data, complete)) {
      for (int number = 1; number <= TpchQueries.COUNT; number++) {
        String sql = TpchQueries.sql(number);
        boolean isOrdered = sql.toLowerCase(Locale.ROOT).contains("order by");
        int query = number;
        try {
          AnswerComparison.difference(quern.run(sql), expected.get(number - 1), isOrdered)
              .ifPresent(difference -> differences.add("Q" + query + ": " + difference));
          if (quern.spilledBytes() > 0) {
            spilling.add("Q" + query);
          }
        } catch (QueryException e) {
          differences.add("Q" + query + " failed: " + e.code() + " " + e.message());
        }
      }
    }
    return new Outcome(differences, spilling);
  }

  private static List<Answer> expected(double scale, String format, Path data) {
    try (Engine engine = Engine.open(Settings.defaults())) {
      new TpchGenerator(engine.formats().byName(format), engine.allocator(), 2)
          .generate(scale, 3, data);
    }
    List<Answer> answers = new ArrayList<>();
    RivalSettings settings =
        new RivalSettings(EngineKind.DUCKDB, "threads", 2, "", root.resolve("temp").toString());
    try (Rival duckDb = new DuckDbRival(data, settings)) {
      for (int number = 1; number <= TpchQueries.COUNT; number++) {
        answers.add(duckDb.run(TpchQueries.sql(number)));
      }
    }
    return answers;
  }
}
