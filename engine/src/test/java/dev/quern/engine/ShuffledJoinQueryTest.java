package dev.quern.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import dev.quern.executor.queries.QueryEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Joins whose build side is estimated to be small, copied to every task, and far too large for
 * that: they are shuffled, and the answer is the same.
 */
final class ShuffledJoinQueryTest {
  private static final String FACTS =
      "SELECT i % 50000 AS a, (i * 7) % 50000 AS b, CASE WHEN i % 10 = 0 THEN NULL ELSE i END AS n"
          + " FROM generate_series(1, 300000) AS t(i)";
  private static final String KEYS =
      "SELECT i AS k, 'value ' || i AS v, i % 3 AS m FROM generate_series(0, 399999) AS t(i)";

  /** All rows of the keys, as the condition is always true, which nobody can know before. */
  private static final String MANY =
      "(SELECT k, v, m FROM 'keys.parquet' WHERE v LIKE 'v%' AND v LIKE '%a%' AND v LIKE '%l%'"
          + " AND v LIKE '%u%' AND v LIKE '%e%' AND v LIKE '% %')";

  @TempDir static Path data;

  private static Engine roomy;
  private static Engine tight;

  @BeforeAll
  static void open() {
    roomy = open("threads", "1GB");
    tight = open("threads", "8MB");
    run(roomy, "COPY (" + FACTS + ") TO 'facts.parquet'");
    run(roomy, "COPY (" + KEYS + ") TO 'keys.parquet'");
  }

  private static Engine open(String scheduler, String memory) {
    return Engine.open(
        Settings.defaults()
            .with(Setting.SCHEDULER, scheduler)
            .with(Setting.THREADS, "2")
            .with(Setting.SPLIT_BYTES, "200KB")
            .with(Setting.MEMORY, memory));
  }

  @AfterAll
  static void close() {
    roomy.close();
    tight.close();
  }

  /** Runs a query and returns the joins that were shuffled. */
  private static List<QueryEvent.JoinShuffled> run(Engine engine, String sql, List<String> rows) {
    List<QueryEvent.JoinShuffled> shuffled = Collections.synchronizedList(new ArrayList<>());
    try (Session session = engine.openSession(data)) {
      rows.addAll(
          SqlRun.rows(
              session,
              sql,
              event -> {
                if (event instanceof QueryEvent.JoinShuffled join) {
                  shuffled.add(join);
                }
              }));
    }
    return List.copyOf(shuffled);
  }

  private static void run(Engine engine, String sql) {
    run(engine, sql, new ArrayList<>());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          1; SELECT count(*), sum(n), max(v) FROM 'facts.parquet' JOIN MANY d ON a = k
          1; SELECT count(*), sum(n), count(v) FROM 'facts.parquet' LEFT JOIN MANY d ON a + 30000 = k
          1; SELECT count(*), sum(n) FROM 'facts.parquet' JOIN MANY d ON a = k AND n > k + m
          1; SELECT count(*), sum(n) FROM 'facts.parquet' WHERE n IN (SELECT k FROM MANY d)
          1; SELECT count(*), sum(n) FROM 'facts.parquet' f WHERE NOT EXISTS (SELECT 1 FROM MANY d WHERE k = n)
          1; SELECT m, count(*), sum(n) FROM 'facts.parquet' JOIN MANY d ON a = k GROUP BY m ORDER BY m
          2; SELECT count(*), sum(n), max(d.v), max(e.v) FROM 'facts.parquet' JOIN MANY d ON a = d.k JOIN MANY e ON b = e.k
          1; SELECT count(*), sum(n), sum(m) FROM (SELECT n, m FROM 'facts.parquet' JOIN MANY d ON a = k UNION ALL SELECT b, a FROM 'facts.parquet')
          1; SELECT a, n, v FROM 'facts.parquet' JOIN MANY d ON a = k ORDER BY n DESC, a LIMIT 20
          0; SELECT count(*), sum(n) FROM 'facts.parquet' WHERE n NOT IN (SELECT k FROM MANY d)
          0; SELECT count(*) FILTER (WHERE x), count(*) FILTER (WHERE NOT x), sum(n) FROM (SELECT n, n IN (SELECT k FROM MANY d) AS x FROM 'facts.parquet')
          """)
  void aCopyThatIsTooLargeIsShuffled(int joins, String sql) {
    String whole = sql.replace("MANY", MANY);
    List<String> expected = new ArrayList<>();
    assertEquals(List.of(), run(roomy, whole, expected), "in memory that holds the copy");
    assertTrue(!expected.isEmpty());
    List<String> actual = new ArrayList<>();
    List<QueryEvent.JoinShuffled> shuffled = run(tight, whole, actual);
    assertEquals(expected, actual);
    assertEquals(joins, shuffled.size(), shuffled::toString);
    for (QueryEvent.JoinShuffled join : shuffled) {
      assertTrue(join.copiedBytes() > 2_000_000, join.toString());
      assertEquals(2, join.addedStages());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"processes", "single-threaded"})
  void everySchedulerShuffles(String scheduler) {
    String sql = "SELECT count(*), sum(n), max(v) FROM 'facts.parquet' JOIN MANY d ON a = k";
    List<String> expected = new ArrayList<>();
    run(roomy, sql.replace("MANY", MANY), expected);
    try (Engine engine = open(scheduler, "8MB")) {
      List<String> actual = new ArrayList<>();
      assertEquals(1, run(engine, sql.replace("MANY", MANY), actual).size());
      assertEquals(expected, actual);
    }
  }

  @Test
  void explainAnalyzeShowsTheStagesThatRan() {
    String sql = "SELECT count(*) FROM 'facts.parquet' JOIN MANY d ON a = k".replace("MANY", MANY);
    List<String> planned = new ArrayList<>();
    run(tight, "EXPLAIN " + sql, planned);
    List<String> ran = new ArrayList<>();
    run(tight, "EXPLAIN ANALYZE " + sql, ran);
    assertEquals(stages(planned) + 2, stages(ran), () -> String.join("\n", ran));
    assertTrue(
        ran.stream().noneMatch(line -> line.contains("Stage") && !line.contains("[")),
        () -> "a stage without figures: " + String.join("\n", ran));
  }

  private static long stages(List<String> rows) {
    return rows.stream()
        .flatMap(String::lines)
        .filter(line -> line.strip().startsWith("Stage "))
        .count();
  }
}
