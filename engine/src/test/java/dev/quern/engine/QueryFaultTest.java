package dev.quern.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole queries whose memory is refused and whose disk fails: exchanges, set operations, all. */
final class QueryFaultTest {
  private static final FaultyServices FAULTS = new FaultyServices();

  /** As small as they can be for queries of a few operators, so that everything spills. */
  private static final String MEMORY = "1MB";

  @TempDir static Path data;
  @TempDir static Path temporary;

  private static Engine engine;
  private static Session session;

  @BeforeAll
  static void open() {
    engine =
        Engine.open(
            Settings.defaults()
                .with(Setting.SCHEDULER, "threads")
                .with(Setting.THREADS, "2")
                .with(Setting.MEMORY, MEMORY)
                .with(Setting.BATCH_ROWS, "256")
                .with(Setting.TEMP_DIR, temporary.toString()),
            FAULTS);
    session = engine.openSession(data);
    for (String name : List.of("a", "b")) {
      int step = name.equals("a") ? 3 : 5;
      SqlRun.rows(
          session,
          "COPY (SELECT CASE WHEN i % 50 = 0 THEN NULL ELSE i * "
              + step
              + " % 4001 END AS k, i AS n, 'text ' || (i % 1000) AS s"
              + " FROM generate_series(1, 8000) AS t(i)) TO '"
              + name
              + ".parquet'");
    }
  }

  @AfterAll
  static void close() throws IOException {
    session.close();
    engine.close();
    try (Stream<Path> files = Files.list(temporary)) {
      assertEquals(List.of(), files.filter(Files::isDirectory).toList());
    }
    List<String> threads =
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("quern-query-"))
            .toList();
    assertEquals(List.of(), threads);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT k, n, s FROM 'a.parquet' UNION SELECT k, n, s FROM 'b.parquet'",
        "SELECT k, s FROM 'a.parquet' INTERSECT SELECT k, s FROM 'b.parquet'",
        "SELECT k, s FROM 'a.parquet' EXCEPT SELECT k, s FROM 'b.parquet'",
        "SELECT k, s FROM 'a.parquet' EXCEPT ALL SELECT k, s FROM 'b.parquet'",
        "SELECT k, count(*), sum(n), max(s), count(DISTINCT s) FROM 'a.parquet' GROUP BY k",
        "SELECT a.s, b.n FROM 'a.parquet' a FULL JOIN 'b.parquet' b ON a.k = b.k AND a.n < b.n - 2000",
        "SELECT n, k, s FROM 'a.parquet' WHERE k || s || s || s NOT IN (SELECT k || s || s || s FROM 'b.parquet' WHERE k IS NOT NULL)",
        "SELECT s, n, row_number() OVER (PARTITION BY s ORDER BY n), sum(n) OVER (ORDER BY n) FROM 'a.parquet'",
        "SELECT a.s, a.k, a.n, b.n FROM 'a.parquet' a, 'b.parquet' b WHERE b.n <= 8 ORDER BY a.s DESC, a.n, b.n",
        "SELECT k, string_agg(s, ',' ORDER BY n) FROM 'a.parquet' GROUP BY ROLLUP (k)"
      })
  void everyFaultEndsInTheAnswerOrAClearError(String sql) throws IOException {
    FAULTS.refuseEvery(0);
    List<String> expected = rows(sql);
    assertTrue(expected.size() > 1000 || sql.contains("INTERSECT"), "rows: " + expected.size());
    for (long n : new long[] {5, 16}) {
      FAULTS.refuseEvery(n);
      check(sql, expected, ErrorCode.OUT_OF_MEMORY, false);
      assertTrue(FAULTS.fired() > 0, "a reservation was refused");
    }
    long writes = 0;
    boolean isFired = true;
    for (long n = 1; isFired; n += 1 + 4 * n) {
      FAULTS.failWrite(n);
      isFired = check(sql, expected, ErrorCode.DISK_FULL, true);
      writes = n;
    }
    assertTrue(writes > 5, "writes to temporary files: " + writes);
  }

  /** Returns whether a fault fired, and then the query failed if it must. */
  private static boolean check(String sql, List<String> expected, ErrorCode code, boolean mustFail)
      throws IOException {
    boolean failed = false;
    try {
      assertEquals(expected, rows(sql), sql);
    } catch (QueryException e) {
      assertEquals(code, e.code(), e.getMessage());
      failed = true;
    }
    boolean isFired = FAULTS.fired() > 0;
    assertTrue(isFired || !failed, "nothing failed, but the query");
    assertTrue(!mustFail || failed == isFired, "fails if a write has failed");
    try (Stream<Path> files = Files.walk(temporary)) {
      assertEquals(
          List.of(),
          files
              .filter(file -> !file.getFileName().toString().endsWith(".lock"))
              .filter(Files::isRegularFile)
              .toList(),
          "files left over");
    }
    return isFired;
  }

  private static List<String> rows(String sql) {
    List<String> rows = new ArrayList<>(SqlRun.rows(session, sql));
    if (!sql.contains("ORDER BY s DESC")) {
      Collections.sort(rows);
    }
    return rows;
  }
}
