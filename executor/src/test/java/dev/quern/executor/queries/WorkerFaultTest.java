package dev.quern.executor.queries;

import static dev.quern.executor.testing.TestRows.assertSameRows;
import static dev.quern.executor.testing.TestRows.drain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.testing.TestRows;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ExchangeSourceNode.Mode;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.settings.SchedulerKind;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import java.io.IOException;
import java.io.RandomAccessFile;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real worker processes that die, hang, or find their files damaged. */
@Timeout(60)
final class WorkerFaultTest {
  private static final long SILENCE_MILLIS = 1_500;

  @TempDir Path temp;
  private final QueryExecutor executor = QueryExecutors.create(new TestServices(), settings());
  private final List<QueryEvent> events = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void leavesNothing() throws IOException {
    executor.close();
    assertEquals(List.of(), workers(), "worker processes");
    try (Stream<Path> left = Files.list(temp)) {
      assertEquals(List.of(), left.filter(Files::isDirectory).toList(), "folders");
    }
  }

  @Test
  void aWorkerThatDiesInATaskDoesNotChangeTheAnswer() {
    Path marker = temp.resolve("halted");
    ScanNode scan = RowsFormat.scan(1, Map.of("halt_once", marker.toString()), 300);
    assertSameRows(rows(300), run(TestGraphs.shuffle(scan, 3)));
    assertTrue(Files.exists(marker), "the fault fired");
    assertTrue(retries().get(0).reason().contains("exit code 9"), retries()::toString);
  }

  @Test
  void aWorkerThatDiesWhileItsRowsAreReadDoesNotChangeTheAnswer() {
    Path marker = temp.resolve("halted");
    int rowCount = 40_000;
    ScanNode scan = RowsFormat.scan(1, Map.of("halt_once_at", "39000:" + marker), rowCount);
    QuerySettings settings =
        new QuerySettings(
            SchedulerKind.PROCESSES, 2, 2, 64L << 20, temp.toString(), 0, 50, 1 << 30);
    try (QueryResult result = executor.execute(TestGraphs.oneStage(scan), settings, events::add)) {
      List<List<@Nullable Object>> given = new ArrayList<>();
      given.addAll(drainSome(result, 100));
      assertTrue(!Files.exists(marker), "rows come before the fault");
      given.addAll(drain(result));
      assertEquals(rows(rowCount), given);
    }
    assertTrue(Files.exists(marker), "the fault fired");
    assertEquals(1, retries().size());
  }

  private static List<List<@Nullable Object>> drainSome(QueryResult result, int rowCount) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    while (rows.size() < rowCount) {
      try (Batch batch = result.next()) {
        rows.addAll(TestRows.rowsOf(batch));
      }
    }
    return rows;
  }

  @Test
  void aTaskThatKillsEveryWorkerFailsTheQuery() {
    ScanNode scan = RowsFormat.scan(1, Map.of("halt", "true"), 20);
    QueryException error = assertThrows(QueryException.class, () -> run(TestGraphs.oneStage(scan)));
    assertEquals(ErrorCode.WORKER_LOST, error.code());
    for (String attempt : List.of("0: ", "1: ", "2: ", "3: ")) {
      assertTrue(error.message().contains(attempt + "Lost a worker"), error.message());
    }
  }

  @Test
  void killedWorkersAreReplaced() throws IOException {
    Path gate = temp.resolve("gate");
    ScanNode scan = RowsFormat.scan(1, Map.of("wait_for", gate.toString()), 300);
    try (QueryResult result = execute(TestGraphs.oneStage(scan))) {
      await(() -> workers().size() == 2, "two workers");
      ProcessHandle victim = workers().get(0);
      await(() -> Files.exists(Path.of(gate + "." + victim.pid())), "a task of the victim's");
      victim.destroyForcibly();
      await(() -> !retries().isEmpty(), "the loss is seen");
      await(() -> workers().size() == 2 && !workers().contains(victim), "a replacement");
      Files.createFile(gate);
      assertEquals(rows(300), drain(result));
    }
  }

  @Test
  void aWorkerThatHangsIsReplaced() throws Exception {
    assertEquals(rows(30), run(TestGraphs.oneStage(RowsFormat.scan(1, Map.of(), 30))));
    ProcessHandle victim = workers().get(0);
    new ProcessBuilder("kill", "-STOP", String.valueOf(victim.pid())).start().waitFor();
    assertEquals(rows(300), run(TestGraphs.oneStage(RowsFormat.scan(1, Map.of(), 300))));
    await(() -> !victim.isAlive(), "the end of the worker that hung");
    await(() -> workers().size() == 2, "a replacement");
  }

  @Test
  void aDamagedOutputIsMadeAgain() throws IOException {
    assertRecovers(
        file -> {
          try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(20);
            int old = open.read();
            open.seek(20);
            open.write(old ^ 1);
          }
        },
        "damaged");
  }

  @Test
  void aMissingOutputIsMadeAgain() throws IOException {
    assertRecovers(Files::delete, "Lost the output");
  }

  @Test
  void anOutputThatWasCutShortIsMadeAgain() throws IOException {
    assertRecovers(
        file -> {
          try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(open.length() / 2);
          }
        },
        "Lost the output");
  }

  @Test
  void damagedOutputsOfTheResultAreMadeAgain() throws IOException {
    StageGraph graph = TestGraphs.shuffleAndGather(RowsFormat.scan(1, Map.of(), 200), 3);
    StageGraph root = TestGraphs.oneStage(RowsFormat.scan(1, Map.of(), 300));
    for (StageGraph each : List.of(graph, root)) {
      events.clear();
      try (QueryResult result = execute(each)) {
        await(() -> count(QueryEvent.QueryFinished.class) == 1, "the end of the query");
        for (Path output : outputs()) {
          Files.write(output, new byte[] {1, 2, 3});
        }
        assertSameRows(rows(each == root ? 300 : 200), drain(result));
      }
      assertTrue(retries().size() >= 1, "the damage was found");
      assertEquals(1, count(QueryEvent.QueryFinished.class));
    }
  }

  private interface Damage {
    void doTo(Path file) throws IOException;
  }

  private void assertRecovers(Damage damage, String reason) throws IOException {
    Path gate = temp.resolve("gate");
    ScanNode first = RowsFormat.scan(1, Map.of(), 300);
    ScanNode gated = RowsFormat.scan(2, Map.of("wait_for", gate.toString()), 10);
    PhysicalNode gathered = TestGraphs.source(3, 0, first, Mode.GATHER);
    StageGraph graph =
        TestGraphs.graph(
            new Stage(0, first, Partitioning.gather()),
            new Stage(
                1,
                new UnionNode(4, List.of(gated, gathered), first.schema()),
                Partitioning.gather()));
    try (QueryResult result = execute(graph)) {
      await(() -> count(QueryEvent.StageFinished.class) == 1, "the first stage");
      damage.doTo(outputs().get(0));
      Files.createFile(gate);
      List<List<@Nullable Object>> expected = rows(10);
      expected.addAll(rows(300));
      assertSameRows(expected, drain(result));
    }
    assertTrue(
        retries().stream().anyMatch(retry -> retry.reason().contains(reason)), retries()::toString);
  }

  private List<Path> outputs() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      return files.filter(file -> file.toString().endsWith(".exchange")).sorted().toList();
    }
  }

  private static void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "waited too long for " + what);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static List<ProcessHandle> workers() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .filter(child -> child.info().commandLine().orElse("").contains("WorkerMain"))
        .toList();
  }

  private List<QueryEvent.TaskRetried> retries() {
    synchronized (events) {
      return events.stream()
          .filter(QueryEvent.TaskRetried.class::isInstance)
          .map(QueryEvent.TaskRetried.class::cast)
          .toList();
    }
  }

  private long count(Class<? extends QueryEvent> kind) {
    synchronized (events) {
      return events.stream().filter(kind::isInstance).count();
    }
  }

  private List<List<@Nullable Object>> run(StageGraph graph) {
    return drain(execute(graph));
  }

  private QueryResult execute(StageGraph graph) {
    QuerySettings settings =
        new QuerySettings(SchedulerKind.PROCESSES, 2, 2, 64L << 20, temp.toString(), 0, 50, 700);
    return executor.execute(graph, settings, events::add);
  }

  private static ExecutorSettings settings() {
    ExecutorSettings usual = ExecutorSettings.ofThisProcess();
    return new ExecutorSettings(
        usual.javaExecutable(),
        usual.classPath(),
        usual.workerHeapBytes(),
        usual.workerOptions(),
        SILENCE_MILLIS);
  }

  private static List<List<@Nullable Object>> rows(int count) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(RowsFormat.row(i));
    }
    return rows;
  }
}
