package dev.quern.benchmarks.rivals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.benchmarks.queries.AnswerComparison;
import dev.quern.benchmarks.queries.AnswerReader;
import dev.quern.benchmarks.queries.TpchQueries;
import dev.quern.cli.tpch.TpchGenerator;
import dev.quern.engine.Engine;
import dev.quern.engine.Session;
import dev.quern.engine.StatementResult;
import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.queries.QueryListener;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random queries side by side in one engine under one budget that is far too small for them:
 * answers stay right, some are closed early, and in the end nothing is left of any of them. Closing
 * a query fails if it has left memory; closing the engine, if it has left a process.
 */
class SoakTest {
  private static final int CLIENTS = 4;
  private static final String MEMORY = "16MB";
  private static final double SCALE = 0.02;

  /** One in so many queries is closed after its first batch. */
  private static final int EARLY_END = 8;

  private static final List<String> SPILLING =
      List.of(
          "SELECT l_orderkey, l_linenumber, l_comment FROM lineitem ORDER BY l_extendedprice, l_orderkey, l_linenumber",
          "SELECT count(*), sum(n) FROM (SELECT l_orderkey, l_partkey, count(*) AS n FROM lineitem GROUP BY l_orderkey, l_partkey)",
          "SELECT count(DISTINCT l_comment) FROM lineitem",
          "SELECT count(*), sum(a.l_quantity) FROM lineitem a JOIN lineitem b ON a.l_orderkey = b.l_orderkey",
          "SELECT sum(r * l_orderkey) FROM (SELECT l_orderkey, row_number() OVER (PARTITION BY l_suppkey ORDER BY l_shipdate, l_orderkey, l_linenumber) AS r FROM lineitem)",
          "SELECT sum(r * l_orderkey), max(s) FROM (SELECT l_orderkey, row_number() OVER (ORDER BY l_orderkey, l_linenumber) AS r, sum(l_quantity) OVER () AS s FROM lineitem)",
          "SELECT count(*) FROM (SELECT l_partkey, l_comment FROM lineitem UNION SELECT ps_partkey, ps_comment FROM partsupp)",
          "SELECT o_orderkey, o_comment FROM orders ORDER BY o_comment, o_orderkey LIMIT 9000 OFFSET 100",
          "SELECT 1 / 0 FROM lineitem");

  @TempDir private static Path root;

  private final Map<String, Answer> expected = new HashMap<>();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicLong bytesSpilled = new AtomicLong();

  @Test
  void queriesOfOneEngineStayRightForSomeSeconds() throws Exception {
    soak(20);
  }

  @Test
  @Tag("soak")
  void queriesOfOneEngineStayRightForTenMinutes() throws Exception {
    soak(600);
  }

  private void soak(long seconds) throws Exception {
    long seed = System.nanoTime();
    System.err.println("soak: seed=" + seed);
    Path data = root.resolve("data");
    Path temp = Files.createDirectories(root.resolve("temp"));
    List<String> queries = queries();
    Settings settings = Settings.defaults().with(Setting.TEMP_DIR, temp.toString());
    try (Engine engine = Engine.open(settings.with(Setting.SCHEDULER, "threads"))) {
      generate(engine, data);
      findAnswers(engine, data, queries);
    }
    bytesSpilled.set(0);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (Engine engine = Engine.open(settings.with(Setting.MEMORY, MEMORY))) {
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        Random random = new Random(seed + client);
        running.add(clients.submit(() -> runUntil(end, engine, data, queries, random)));
      }
      for (Future<?> client : running) {
        await(client, seed);
      }
      assertEquals(List.of(), filesOfQueries(temp), "files of queries that have ended");
    } finally {
      clients.shutdown();
    }
    assertTrue(finished.get() > CLIENTS, "queries finished: " + finished);
    assertTrue(bytesSpilled.get() > 0, "the budget was large enough for everything");
    assertEquals(0, ProcessHandle.current().children().count(), "worker processes");
    try (Stream<Path> left = Files.list(temp)) {
      assertEquals(List.of(), left.toList(), "temporary folders");
    }
  }

  private static void generate(Engine engine, Path data) throws IOException {
    if (!Files.exists(data)) {
      new TpchGenerator(engine.formats().byName("parquet"), engine.allocator(), 2)
          .generate(SCALE, 3, data);
    }
  }

  private static List<String> queries() {
    List<String> queries = new ArrayList<>(SPILLING);
    for (int number = 1; number <= TpchQueries.COUNT; number++) {
      queries.add(TpchQueries.sql(number));
    }
    return queries;
  }

  /** Runs each query alone with all the memory it wants. */
  private void findAnswers(Engine engine, Path data, List<String> queries) {
    try (Session session = engine.openSession(data)) {
      session.attach(data);
      for (String sql : queries) {
        expected.put(sql, answer(session, sql));
      }
    }
  }

  /** An error is an answer too: its code. Others than are expected show their message as well. */
  private Answer answer(Session session, String sql) {
    try (StatementResult result = session.execute(session.parse(sql).get(0), QueryListener.NONE)) {
      Answer answer = AnswerReader.read(result.rows());
      result.statistics().ifPresent(cost -> bytesSpilled.addAndGet(cost.bytesSpilled()));
      return answer;
    } catch (QueryException e) {
      Answer answer = new Answer(List.of(false), List.of(List.of(e.code().toString())));
      if (expected.containsKey(sql) && !answer.equals(expected.get(sql))) {
        throw new AssertionError(sql + ": " + e.message(), e);
      }
      return answer;
    }
  }

  private void runUntil(long end, Engine engine, Path data, List<String> queries, Random random) {
    while (System.nanoTime() < end) {
      try (Session session = engine.openSession(data)) {
        session.attach(data);
        String[] schedulers = {"threads", "threads", "threads", "processes", "single-threaded"};
        set(session, "scheduler", schedulers[random.nextInt(schedulers.length)]);
        set(session, "threads", Integer.toString(1 + random.nextInt(4)));
        set(session, "workers", "2");
        String sql = queries.get(random.nextInt(queries.size()));
        if (random.nextInt(EARLY_END) == 0) {
          beginOnly(session, sql);
        } else {
          check(session, sql);
        }
        finished.incrementAndGet();
      }
    }
  }

  private static void set(Session session, String name, String value) {
    String sql = "SET " + name + " = '" + value + "'";
    session.execute(session.parse(sql).get(0), QueryListener.NONE).close();
  }

  private void beginOnly(Session session, String sql) {
    try (StatementResult result = session.execute(session.parse(sql).get(0), QueryListener.NONE)) {
      Batch batch = result.rows().next();
      if (batch != null) {
        batch.close();
      }
    } catch (QueryException e) {
      assertEquals(expected.get(sql).rows(), List.of(List.of(e.code().toString())), sql);
    }
  }

  private void check(Session session, String sql) {
    boolean isOrdered = sql.toLowerCase(Locale.ROOT).contains("order by");
    Answer answer = answer(session, sql);
    AnswerComparison.difference(answer, expected.get(sql), isOrdered)
        .ifPresent(
            difference -> {
              List<?> first = answer.rows().isEmpty() ? List.of() : answer.rows().get(0);
              throw new AssertionError(sql + ": " + difference + ", first row " + first);
            });
  }

  private static void await(Future<?> client, long seed) throws InterruptedException {
    try {
      client.get();
    } catch (ExecutionException e) {
      throw new AssertionError("seed=" + seed, e.getCause());
    }
  }

  /** The engine's own folder stays until it is closed. */
  private static List<Path> filesOfQueries(Path temp) throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*/quern-[^/]+/q[^/]+/.*"))
          .toList();
    }
  }
}
