package dev.quern.benchmarks.rivals;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.benchmarks.queries.AnswerComparison;
import dev.quern.benchmarks.queries.TpchQueries;
import dev.quern.cli.tpch.TpchGenerator;
import dev.quern.engine.Engine;
import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.QueryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    Path data = root.resolve(format + "-" + scale);
    List<Answer> expected =
        EXPECTED.computeIfAbsent(data.toString(), key -> expected(scale, format, data));
    List<String> differences = new ArrayList<>();
    try (Rival quern = new QuernRival(data, settings(EngineKind.QUERN, scheduler))) {
      for (int number = 1; number <= TpchQueries.COUNT; number++) {
        String sql = TpchQueries.sql(number);
        boolean isOrdered = sql.toLowerCase(Locale.ROOT).contains("order by");
        int query = number;
        try {
          AnswerComparison.difference(quern.run(sql), expected.get(number - 1), isOrdered)
              .ifPresent(difference -> differences.add("Q" + query + ": " + difference));
        } catch (QueryException e) {
          differences.add("Q" + query + " failed: " + e.code() + " " + e.message());
        }
      }
    }
    assertEquals(List.of(), differences);
  }

  private static List<Answer> expected(double scale, String format, Path data) {
    try (Engine engine = Engine.open(Settings.defaults())) {
      new TpchGenerator(engine.formats().byName(format), engine.allocator(), 2)
          .generate(scale, 3, data);
    }
    List<Answer> answers = new ArrayList<>();
    try (Rival duckDb = new DuckDbRival(data, settings(EngineKind.DUCKDB, "threads"))) {
      for (int number = 1; number <= TpchQueries.COUNT; number++) {
        answers.add(duckDb.run(TpchQueries.sql(number)));
      }
    }
    return answers;
  }

  private static RivalSettings settings(EngineKind engine, String scheduler) {
    return new RivalSettings(engine, scheduler, 2, "", root.resolve("temp").toString());
  }
}
