package dev.quern.benchmarks.slt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.engine.Engine;
import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random queries give what DuckDB gives, however they are run: always the same ones in a normal
 * build, new ones in the soak test. A failure names its seed and its query; {@code
 * -Dquern.random.seed} runs the queries of a seed again, {@code -Dquern.random.seconds} runs longer
 * (both through {@code JAVA_TOOL_OPTIONS}).
 */
class RandomQueriesTest {
  private static final int MOST_FAILURES = 10;
  private static final int FILES_PER_TABLE = 3;
  private static final int QUERIES_PER_SEED = 200;
  private static final long FIRST_SEED = 1;

  @TempDir private Path root;

  private final List<String> failures = new ArrayList<>();
  private int compared;
  private int refused;

  @Test
  void giveWhatDuckDbGives() throws Exception {
    run(FIRST_SEED, Long.getLong("quern.random.seconds", 15));
  }

  @Test
  @Tag("soak")
  void giveWhatDuckDbGivesForLong() throws Exception {
    run(System.nanoTime(), Long.getLong("quern.random.seconds", 600));
  }

  private void run(long firstSeed, long seconds) throws Exception {
    long seed = Long.getLong("quern.random.seed", firstSeed);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end && failures.size() < MOST_FAILURES) {
      compareQueriesOf(seed, end);
      seed++;
    }
    System.err.println("random queries: compared=" + compared + ", refused=" + refused);
    assertEquals(0, failures.size(), () -> String.join("\n\n", failures));
    assertTrue(compared > refused, "refused " + refused + " and compared " + compared);
  }

  private static Map<String, Settings> configurations() {
    Settings settings = Settings.defaults().with(Setting.SCHEDULER, "threads");
    Map<String, Settings> configurations = new LinkedHashMap<>();
    configurations.put("threads", settings.with(Setting.THREADS, "2"));
    configurations.put(
        "single-threaded, batches of 1",
        settings.with(Setting.SCHEDULER, "single-threaded").with(Setting.BATCH_ROWS, "1"));
    configurations.put(
        "threads, every join shuffled",
        settings.with(Setting.THREADS, "2").with(Setting.BROADCAST_BYTES, "0"));
    configurations.put(
        "threads, batches of 3, 4 MB",
        settings
            .with(Setting.THREADS, "3")
            .with(Setting.BATCH_ROWS, "3")
            .with(Setting.MEMORY, "4MB"));
    return configurations;
  }

  private void compareQueriesOf(long seed, long end) throws Exception {
    Random random = new Random(seed);
    Path folder = Files.createDirectories(root.resolve("seed" + seed));
    Map<String, Engine> engines = new LinkedHashMap<>();
    Map<String, QuernSide> sides = new LinkedHashMap<>();
    try (DuckDbSide duckDb = new DuckDbSide(folder)) {
      List<String> declarations = makeTables(duckDb, random, folder);
      for (Map.Entry<String, Settings> configuration : configurations().entrySet()) {
        Engine engine = Engine.open(configuration.getValue());
        engines.put(configuration.getKey(), engine);
        QuernSide side = new QuernSide(engine, folder);
        sides.put(configuration.getKey(), side);
        declarations.forEach(side::run);
      }
      RandomQueries queries = new RandomQueries(random);
      for (int i = 0; i < QUERIES_PER_SEED && System.nanoTime() < end; i++) {
        compare(queries.next(), seed, duckDb, sides);
      }
    } finally {
      sides.values().forEach(QuernSide::close);
      engines.values().forEach(Engine::close);
    }
  }

  /** Makes the tables in DuckDB, each handed over in several files; returns their declarations. */
  private static List<String> makeTables(DuckDbSide duckDb, Random random, Path folder)
      throws Exception {
    for (String statement : RandomTables.statements(random)) {
      duckDb.run(statement);
    }
    List<String> declarations = new ArrayList<>();
    for (String table : RandomTables.NAMES) {
      Path files = Files.createDirectories(folder.resolve(table));
      for (int file = 0; file < FILES_PER_TABLE; file++) {
        duckDb.run(
            "COPY (SELECT * FROM "
                + table
                + " WHERE id % "
                + FILES_PER_TABLE
                + " = "
                + file
                + ") TO '"
                + files.resolve(file + ".parquet")
                + "' (FORMAT parquet)");
      }
      declarations.add(
          "CREATE EXTERNAL TABLE " + table + " STORED AS PARQUET LOCATION '" + files + "'");
    }
    return declarations;
  }

  private void compare(String sql, long seed, DuckDbSide duckDb, Map<String, QuernSide> sides) {
    List<String> expected;
    try {
      expected = canonical(duckDb.query(sql));
    } catch (SQLException e) {
      // DuckDB has limits of its own; what it cannot answer is no measure.
      return;
    }
    for (Map.Entry<String, QuernSide> side : sides.entrySet()) {
      String difference = difference(sql, expected, side.getValue());
      if (!difference.isEmpty()) {
        failures.add("seed=" + seed + ", " + side.getKey() + ": " + difference + "\n" + sql);
        return;
      }
    }
  }

  private String difference(String sql, List<String> expected, QuernSide side) {
    try {
      List<String> actual = canonical(lines(side.run(sql)));
      compared++;
      return actual.equals(expected) ? "" : actual + " instead of " + expected;
    } catch (QueryException e) {
      if (e.code() == ErrorCode.UNSUPPORTED) {
        refused++;
        return "";
      }
      return e.code() + " " + e.message();
    } catch (RuntimeException | Error e) {
      return e.toString();
    }
  }

  private static List<String> lines(Answer answer) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : answer.rows()) {
      lines.add(String.join("\t", row.stream().map(cell -> cell == null ? "NULL" : cell).toList()));
    }
    return lines;
  }

  /** Returns the lines in an order of their own, each value in the form that both can be given. */
  private static List<String> canonical(List<String> lines) {
    return lines.stream()
        .map(
            line ->
                String.join(
                    "\t",
                    List.of(line.split("\t", -1)).stream().map(RandomQueriesTest::cell).toList()))
        .sorted()
        .toList();
  }

  private static String cell(String text) {
    if (text.matches("-?\\d+(\\.\\d+)?(E-?\\d+)?")) {
      BigDecimal number = new BigDecimal(text).round(new MathContext(10));
      return number.stripTrailingZeros().toPlainString();
    }
    return text.matches("\\d{4}-.*\\.0") ? text.substring(0, text.length() - 2) : text;
  }
}
