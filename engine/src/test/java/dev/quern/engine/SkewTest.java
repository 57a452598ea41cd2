package dev.quern.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One key with 90 % of the rows, nulls in keys, texts of 1 MB: in far less memory than they are.
 */
final class SkewTest {
  private static final String ROWS =
      "SELECT CASE WHEN i % 10 < 9 THEN 7 WHEN i % 100 = 99 THEN NULL ELSE (i / 10) % 1000 END AS k,"
          + " i AS n, 'name ' || i AS s FROM generate_series(1, 120000) AS t(i)";
  private static final String KEYS =
      "SELECT CASE WHEN i = 50 THEN NULL ELSE i END AS k, 'value ' || i AS v"
          + " FROM generate_series(0, 239999) AS t(i)";
  private static final String TEXTS =
      "SELECT i, repeat(chr(97 + i % 20), 1000000 - i % 20) AS s"
          + " FROM generate_series(1, 100) AS t(i)";

  @TempDir static Path data;

  private static Engine roomy;
  private static Engine tight;

  @BeforeAll
  static void open() {
    roomy = open("1GB");
    tight = open("8MB");
    rows(roomy, "COPY (" + ROWS + ") TO 'skewed.parquet'");
    rows(roomy, "COPY (" + KEYS + ") TO 'keys.parquet'");
  }

  private static Engine open(String memory) {
    return Engine.open(
        Settings.defaults()
            .with(Setting.SCHEDULER, "threads")
            .with(Setting.THREADS, "2")
            .with(Setting.MEMORY, memory));
  }

  @AfterAll
  static void close() {
    roomy.close();
    tight.close();
  }

  private static List<String> rows(Engine engine, String sql) {
    try (Session session = engine.openSession(data)) {
      return SqlRun.rows(session, sql);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*), sum(a.n), min(b.v), max(a.s) FROM 'skewed.parquet' a JOIN 'keys.parquet' b ON a.k = b.k",
        "SELECT count(*), sum(a.n), count(a.k), count(b.k) FROM 'skewed.parquet' a FULL JOIN 'keys.parquet' b ON a.k = b.k",
        "SELECT count(*), sum(n) FROM 'skewed.parquet' WHERE k NOT IN (SELECT k FROM 'keys.parquet' WHERE k % 2 = 1)",
        "SELECT k, count(*), sum(n), count(DISTINCT s), max(s) FROM 'skewed.parquet' GROUP BY k ORDER BY k",
        "SELECT k, median(n), mode(s), quantile_disc(s, 0.25), median(n) FILTER (WHERE n % 3 = 0) FROM 'skewed.parquet' GROUP BY k ORDER BY k",
        "SELECT k, median(DISTINCT n), quantile_disc(DISTINCT s, 0.25) FROM 'skewed.parquet' GROUP BY ROLLUP (k) ORDER BY k, 2",
        "SELECT median(n), quantile_cont(n, 0.9), mode(k), quantile_disc(s, 1), count(*) FROM 'skewed.parquet'",
        "SELECT count(*), sum(r), max(r) FROM (SELECT row_number() OVER (PARTITION BY k ORDER BY s) AS r FROM 'skewed.parquet') t",
        "SELECT k, n, s FROM 'skewed.parquet' ORDER BY k, s OFFSET 110000 ROWS"
      })
  void aHeavyKeyFitsALittleMemory(String sql) {
    List<String> expected = rows(roomy, sql);
    assertTrue(!expected.isEmpty());
    assertEquals(expected, rows(tight, sql));
  }

  @Test
  void longTextsFitALittleMemory() {
    try (Engine engine = open("48MB")) {
      rows(engine, "COPY (" + TEXTS + ") TO 'texts.parquet'");
      rows(engine, "COPY (" + TEXTS + ") TO 'texts.csv'");
      for (String file : List.of("'texts.parquet'", "'texts.csv'")) {
        assertEquals(
            List.of("100|20|1000000|99999050"),
            rows(
                engine,
                "SELECT count(*), count(DISTINCT s), max(length(s)), sum(length(s)) FROM " + file));
        assertEquals(
            List.of("500"),
            rows(engine, "SELECT count(*) FROM " + file + " a JOIN " + file + " b ON a.s = b.s"));
        assertEquals(
            List.of("100|19|5050"),
            rows(
                engine,
                "SELECT count(*), max(n), sum(r) FROM (SELECT 1000000 - length(s) AS n,"
                    + " row_number() OVER (ORDER BY s, i) AS r FROM "
                    + file
                    + ") t"));
      }
    }
  }
}
