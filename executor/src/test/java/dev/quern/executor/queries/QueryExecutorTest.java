package dev.quern.executor.queries;

import static dev.quern.executor.testing.TestRows.assertSameRows;
import static dev.quern.executor.testing.TestRows.drain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.LimitNode;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.settings.SchedulerKind;
import dev.quern.plan.stages.StageGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class QueryExecutorTest {
  private static final long BUDGET = 64L << 20;

  /** One for all tests: starting workers takes longer than they do. */
  private static QueryExecutor executor;

  @TempDir static Path temp;

  private final List<QueryEvent> events = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void open() {
    executor = QueryExecutors.create(new TestServices(), ExecutorSettings.ofThisProcess());
  }

  @AfterEach
  void queriesLeaveNothing() throws IOException {
    for (Path folder : folders()) {
      try (Stream<Path> queries = Files.list(folder)) {
        assertEquals(List.of(), queries.filter(Files::isDirectory).toList(), "query folders");
      }
    }
  }

  @AfterAll
  static void theExecutorLeavesNothing() throws IOException {
    executor.close();
    await(() -> threads().isEmpty());
    assertEquals(List.of(), folders());
  }

  private static List<Path> folders() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.filter(Files::isDirectory).toList();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SINGLE_THREADED", "THREADS", "PROCESSES"})
  void readsFilesInOrder(SchedulerKind kind) {
    StageGraph graph = TestGraphs.oneStage(RowsFormat.scan(1, Map.of(), 200));
    assertEquals(rows(200), run(graph, settings(kind, 100, 3, 70)));
    assertTrue(count(QueryEvent.TaskFinished.class) > 10, "tasks of a small split each");
    assertEquals(1, count(QueryEvent.QueryFinished.class));
  }

  @ParameterizedTest
  @EnumSource(names = {"SINGLE_THREADED", "THREADS", "PROCESSES"})
  void shufflesRowsByHash(SchedulerKind kind) {
    for (int batchRows : new int[] {1, 3, 4096}) {
      int rowCount = batchRows < 10 ? 9 : 500;
      StageGraph graph =
          TestGraphs.shuffleAndGather(RowsFormat.scan(1, Map.of(), rowCount, 0, 6), 5);
      List<List<@Nullable Object>> expected = rows(rowCount);
      expected.addAll(rows(6));
      assertSameRows(expected, run(graph, settings(kind, BUDGET, batchRows, 1000)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SINGLE_THREADED", "THREADS", "PROCESSES"})
  void spillsBlocksThatDoNotFit(SchedulerKind kind) {
    StageGraph graph = TestGraphs.shuffle(RowsFormat.scan(1, Map.of(), 2000), 4);
    assertSameRows(rows(2000), run(graph, settings(kind, 4000, 100, 3000)));
  }

  @ParameterizedTest
  @EnumSource(names = {"SINGLE_THREADED", "THREADS", "PROCESSES"})
  void temporaryFilesHaveALimit(SchedulerKind kind) {
    StageGraph shuffle = TestGraphs.shuffle(RowsFormat.scan(1, Map.of(), 2000), 4);
    StageGraph sort = TestGraphs.sorted(RowsFormat.scan(1, Map.of(), 5000));
    for (StageGraph graph : List.of(shuffle, sort)) {
      long budget = graph == sort ? 64 << 10 : 4000;
      QuerySettings settings = withTempLimit(settings(kind, budget, 100, 3000), 1000);
      QueryException failure = assertThrows(QueryException.class, () -> run(graph, settings));
      assertEquals(ErrorCode.DISK_FULL, failure.code());
      String message = failure.getMessage();
      String operator = message.replaceAll(".*operator=([a-z-]*).*", "$1");
      assertTrue(List.of("exchange", "sort-").contains(operator), message);
      assertTrue(message.contains("temp-limit"), message);
      assertTrue(run(graph, withTempLimit(settings, 1 << 20)).size() >= 2000, "room enough");
    }
  }

  private static QuerySettings withTempLimit(QuerySettings settings, long limitBytes) {
    return new QuerySettings(
        settings.scheduler(),
        settings.workers(),
        settings.threads(),
        settings.memoryBytes(),
        settings.tempDirectory(),
        settings.timeoutMillis(),
        settings.batchRows(),
        settings.splitBytes(),
        limitBytes,
        settings.broadcastBytes());
  }

  @ParameterizedTest
  @EnumSource(names = {"SINGLE_THREADED", "THREADS", "PROCESSES"})
  void mergesSortedOutputs(SchedulerKind kind) {
    StageGraph graph = TestGraphs.sorted(RowsFormat.scan(1, Map.of(), 500));
    List<List<@Nullable Object>> expected = rows(500);
    Collections.reverse(expected);
    assertEquals(expected, run(graph, settings(kind, BUDGET, 100, 900)));
  }

  @Test
  void everyTaskReadsTheWholeBroadcast() {
    StageGraph graph =
        TestGraphs.broadcast(RowsFormat.scan(1, Map.of(), 10), RowsFormat.scan(2, Map.of(), 400));
    int rowCount = run(graph, settings(SchedulerKind.THREADS, BUDGET, 7, 1000)).size();
    assertEquals(400 + 4 * 10, rowCount);
  }

  @Test
  void stopsWhenALimitIsReached() {
    StageGraph graph = TestGraphs.limited(RowsFormat.scan(1, Map.of(), 100_000), 20, 5);
    QuerySettings settings = settings(SchedulerKind.SINGLE_THREADED, BUDGET, 100, 1000);
    assertEquals(rows(25).subList(20, 25), run(graph, settings));
    assertEquals(2, count(QueryEvent.TaskFinished.class), "tasks that ran");
  }

  @Test
  void readsAgainWhereAGuessWasWrong() {
    StageGraph graph = TestGraphs.oneStage(RowsFormat.scan(1, Map.of("bad_guess", "true"), 200));
    assertEquals(rows(200), run(graph, settings(SchedulerKind.SINGLE_THREADED, BUDGET, 10, 333)));
    assertEquals(0, count(QueryEvent.TaskRetried.class), "one after the other, nothing is guessed");
    assertEquals(rows(200), run(graph, settings(SchedulerKind.THREADS, BUDGET, 10, 333)));
    assertTrue(count(QueryEvent.TaskRetried.class) >= 1, "guesses were wrong");
  }

  @Test
  void anErrorAtAGuessedStartIsNotTheUsers() {
    StageGraph graph =
        TestGraphs.oneStage(RowsFormat.scan(1, Map.of("fail_on_guess", "true"), 200));
    assertEquals(rows(200), run(graph, settings(SchedulerKind.THREADS, BUDGET, 10, 333)));
  }

  @Test
  void theUsersErrorEndsTheQuery() {
    ScanNode scan = RowsFormat.scan(1, Map.of("fail_at", "150"), 200);
    for (SchedulerKind kind : List.of(SchedulerKind.SINGLE_THREADED, SchedulerKind.THREADS)) {
      QueryException error =
          assertThrows(
              QueryException.class,
              () -> run(TestGraphs.oneStage(scan), settings(kind, BUDGET, 10, 333)));
      assertEquals(ErrorCode.MALFORMED_FILE, error.code());
      assertEquals("Cannot read row 150", error.message());
    }
  }

  @Test
  void runsATaskAgainAfterAStorageFailure() {
    Path marker = temp.resolve("failed");
    ScanNode scan = RowsFormat.scan(1, Map.of("fail_once", marker.toString()), 200);
    assertEquals(
        rows(200), run(TestGraphs.oneStage(scan), settings(SchedulerKind.THREADS, BUDGET, 10, 0)));
    assertTrue(Files.exists(marker), "the fault fired");
    assertEquals(1, count(QueryEvent.TaskRetried.class));
  }

  @ParameterizedTest
  @EnumSource(names = {"SINGLE_THREADED", "THREADS", "PROCESSES"})
  void rowsArriveWhileTheirTaskRuns(SchedulerKind kind) throws IOException {
    StageGraph graph = TestGraphs.oneStage(RowsFormat.scan(1, Map.of(), 200_000));
    try (QueryResult result = execute(graph, settings(kind, 1 << 20, 1000, 1 << 30))) {
      try (Batch first = result.next()) {
        assertEquals(1000, first.rowCount());
      }
      assertEquals(0, count(QueryEvent.TaskFinished.class), "the task runs or waits");
      try (Stream<Path> files = Files.walk(temp)) {
        long most = kind == SchedulerKind.PROCESSES ? 6 : 0;
        assertTrue(files.filter(file -> file.toString().endsWith("exchange")).count() <= most + 1);
      }
    }
    assertEquals(1, count(QueryEvent.QueryFinished.class));
  }

  @Test
  void aClientThatReadsSlowlyLetsOthersIn() {
    StageGraph graph = TestGraphs.oneStage(RowsFormat.scan(1, Map.of(), 50_000));
    QuerySettings settings = settings(SchedulerKind.THREADS, 4 << 20, 1000, 1 << 30);
    try (QueryResult slow = execute(graph, settings)) {
      slow.next().close();
      try (QueryResult other = execute(graph, settings)) {
        assertEquals(50_000, count(other), "there is room for one at a time");
      }
      assertEquals(49_000, count(slow));
    }
  }

  @Test
  void givenRowsAreNotGivenAgainAfterAFailure() {
    Path marker = temp.resolve("failed-at");
    ScanNode scan = RowsFormat.scan(1, Map.of("fail_once_at", "155:" + marker), 200);
    for (SchedulerKind kind : List.of(SchedulerKind.SINGLE_THREADED, SchedulerKind.THREADS)) {
      marker.toFile().delete();
      assertEquals(rows(200), run(TestGraphs.oneStage(scan), settings(kind, BUDGET, 10, 10_000)));
      assertTrue(Files.exists(marker), "the fault fired");
    }
    assertEquals(2, count(QueryEvent.TaskRetried.class));
  }

  @Test
  void whatMayDifferNextTimeIsNotContinuedAfterAFailure() {
    Path marker = temp.resolve("failed-in-limit");
    ScanNode scan = RowsFormat.scan(1, Map.of("fail_once_at", "155:" + marker), 200);
    StageGraph graph = TestGraphs.oneStage(new LimitNode(2, scan, 0, 180));
    QuerySettings settings = settings(SchedulerKind.SINGLE_THREADED, BUDGET, 10, 10_000);
    QueryException error = assertThrows(QueryException.class, () -> run(graph, settings));
    assertEquals(ErrorCode.EXCHANGE_DATA_LOST, error.code());
    assertTrue(Files.exists(marker), "the fault fired");
  }

  @ParameterizedTest
  @EnumSource(names = {"SINGLE_THREADED", "THREADS", "PROCESSES"})
  void closingEarlyLeavesNothing(SchedulerKind kind) throws IOException {
    ScanNode scan = RowsFormat.scan(1, Map.of(), 20_000, 20_000, 20_000, 20_000);
    QuerySettings settings = settings(kind, 1 << 20, 1000, 1 << 30);
    int queries = 0;
    for (StageGraph graph :
        List.of(TestGraphs.oneStage(scan), TestGraphs.shuffle(scan, 4), TestGraphs.sorted(scan))) {
      for (int batches : new int[] {0, 1, 25, 60}) {
        try (QueryResult result = execute(graph, settings)) {
          for (int i = 0; i < batches; i++) {
            result.next().close();
          }
        }
        queriesLeaveNothing();
        assertEquals(++queries, count(QueryEvent.QueryFinished.class));
      }
    }
  }

  @Test
  void closingEarlyEndsTheQuery() {
    String never = temp.resolve("never").toString();
    StageGraph graph = TestGraphs.oneStage(RowsFormat.scan(1, Map.of("wait_for", never), 200));
    execute(graph, settings(SchedulerKind.THREADS, BUDGET, 10, 100)).close();
    assertEquals(1, count(QueryEvent.QueryFinished.class));
  }

  @Test
  void aQueryThatWritesNothingMakesNoFolder() throws IOException {
    StageGraph graph = TestGraphs.shuffle(RowsFormat.scan(1, Map.of(), 200), 4);
    try (QueryResult result = execute(graph, settings(SchedulerKind.THREADS, BUDGET, 100, 1000))) {
      Batch first = result.next();
      assertNotNull(first);
      first.close();
      queriesLeaveNothing();
    }
  }

  @Test
  void queriesWaitForTheirTurn() throws IOException {
    Path gate = temp.resolve("gate-of-turn");
    StageGraph waits =
        TestGraphs.oneStage(RowsFormat.scan(1, Map.of("wait_for", gate.toString()), 9));
    StageGraph graph = TestGraphs.oneStage(RowsFormat.scan(1, Map.of(), 200));
    QuerySettings settings = settings(SchedulerKind.THREADS, 1000, 10, 100);
    try (QueryResult first = execute(waits, settings);
        QueryResult second = execute(graph, settings)) {
      execute(graph, settings).close();
      QueryResult third = execute(graph, settings);
      third.cancel();
      QueryException error = assertThrows(QueryException.class, third::next);
      assertEquals(ErrorCode.CANCELLED, error.code());
      third.close();
      Files.createFile(gate);
      assertEquals(200, count(second));
      assertEquals(9, count(first));
    }
  }

  private static int count(QueryResult result) {
    int rowCount = 0;
    for (Batch batch = result.next(); batch != null; batch = result.next()) {
      rowCount += batch.rowCount();
      batch.close();
    }
    return rowCount;
  }

  @Test
  void cancellingEndsTheQuery() {
    String never = temp.resolve("never").toString();
    StageGraph graph = TestGraphs.oneStage(RowsFormat.scan(1, Map.of("wait_for", never), 200));
    try (QueryResult result = execute(graph, settings(SchedulerKind.THREADS, BUDGET, 10, 100))) {
      new Thread(result::cancel).start();
      QueryException error = assertThrows(QueryException.class, result::next);
      assertEquals(ErrorCode.CANCELLED, error.code());
    }
  }

  @Test
  void cancellingEndsATaskInTheClientsThread() {
    Path gate = temp.resolve("never");
    StageGraph graph =
        TestGraphs.oneStage(RowsFormat.scan(1, Map.of("wait_for", gate.toString()), 200));
    QuerySettings settings = settings(SchedulerKind.SINGLE_THREADED, BUDGET, 10, 100);
    try (QueryResult result = execute(graph, settings)) {
      Thread canceller =
          new Thread(
              () -> {
                await(() -> Files.exists(Path.of(gate + "." + ProcessHandle.current().pid())));
                result.cancel();
              });
      canceller.start();
      QueryException error = assertThrows(QueryException.class, result::next);
      assertEquals(ErrorCode.CANCELLED, error.code());
    }
  }

  @Test
  void queriesRunSideBySide() throws Exception {
    List<QueryResult> results = new ArrayList<>();
    for (SchedulerKind kind : List.of(SchedulerKind.THREADS, SchedulerKind.PROCESSES)) {
      for (int i = 0; i < 3; i++) {
        StageGraph graph = TestGraphs.shuffle(RowsFormat.scan(1, Map.of(), 100 + i), 3);
        results.add(execute(graph, settings(kind, BUDGET, 10, 300)));
      }
    }
    for (int i = 0; i < results.size(); i++) {
      assertSameRows(rows(100 + i % 3), drain(results.get(i)));
    }
  }

  @Test
  void closingTheExecutorEndsItsQueries() {
    String never = temp.resolve("never").toString();
    StageGraph graph = TestGraphs.oneStage(RowsFormat.scan(1, Map.of("wait_for", never), 200));
    QueryExecutor other =
        QueryExecutors.create(new TestServices(), ExecutorSettings.ofThisProcess());
    List<QueryResult> results = new ArrayList<>();
    for (SchedulerKind kind : List.of(SchedulerKind.THREADS, SchedulerKind.PROCESSES)) {
      results.add(other.execute(graph, settings(kind, BUDGET, 10, 300), QueryListener.NONE));
    }
    other.close();
    for (QueryResult result : results) {
      assertThrows(QueryException.class, result::next);
    }
    QuerySettings settings = settings(SchedulerKind.THREADS, BUDGET, 10, 0);
    QueryException error =
        assertThrows(
            QueryException.class, () -> other.execute(graph, settings, QueryListener.NONE));
    assertEquals(ErrorCode.CONNECTION_CLOSED, error.code());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("quern-"))
        .toList();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, () -> "waited too long; threads: " + threads());
      LockSupport.parkNanos(1_000_000);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SINGLE_THREADED", "THREADS", "PROCESSES"})
  void runsOutOfTime(SchedulerKind kind) {
    String never = temp.resolve("never").toString();
    StageGraph graph = TestGraphs.oneStage(RowsFormat.scan(1, Map.of("wait_for", never), 200));
    QuerySettings settings = new QuerySettings(kind, 1, 2, BUDGET, temp.toString(), 500, 10, 100);
    QueryException error = assertThrows(QueryException.class, () -> run(graph, settings));
    assertEquals(ErrorCode.TIMEOUT, error.code());
  }

  private List<List<@Nullable Object>> run(StageGraph graph, QuerySettings settings) {
    return drain(execute(graph, settings));
  }

  private QueryResult execute(StageGraph graph, QuerySettings settings) {
    return executor.execute(graph, settings, events::add);
  }

  private static QuerySettings settings(
      SchedulerKind kind, long memoryBytes, int batchRows, long splitBytes) {
    return new QuerySettings(kind, 2, 2, memoryBytes, temp.toString(), 0, batchRows, splitBytes);
  }

  private long count(Class<? extends QueryEvent> kind) {
    return events.stream().filter(kind::isInstance).count();
  }

  private static List<List<@Nullable Object>> rows(int count) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(RowsFormat.row(i));
    }
    return rows;
  }
}
