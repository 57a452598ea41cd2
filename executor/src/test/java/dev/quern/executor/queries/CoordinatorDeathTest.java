package dev.quern.executor.queries;

import static dev.quern.executor.testing.TestRows.drain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.settings.SchedulerKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left when the program that holds the executor ends in the middle of a query. */
@Timeout(60)
final class CoordinatorDeathTest {
  @TempDir Path temp;

  @Test
  void anEndedProgramLeavesNothing() throws Exception {
    Process program = startAndAwaitTasks();
    List<ProcessHandle> workers = program.children().toList();
    program.destroy();
    program.waitFor();
    await(() -> workers.stream().noneMatch(ProcessHandle::isAlive), "the end of the workers");
    assertEquals(List.of(), folders());
  }

  @Test
  void aKilledProgramLeavesNoWorkersAndItsFolderIsSweptLater() throws Exception {
    Process program = startAndAwaitTasks();
    List<ProcessHandle> workers = program.children().toList();
    assertEquals(2, workers.size());
    program.destroyForcibly();
    program.waitFor();
    await(() -> workers.stream().noneMatch(ProcessHandle::isAlive), "the end of the workers");
    assertTrue(!folders().isEmpty(), "a crash leaves files");
    try (QueryExecutor executor =
        QueryExecutors.create(new TestServices(), ExecutorSettings.ofThisProcess())) {
      QuerySettings settings =
          new QuerySettings(
              SchedulerKind.SINGLE_THREADED, 1, 1, 1 << 20, temp.toString(), 0, 10, 0);
      assertEquals(
          5,
          drain(
                  executor.execute(
                      TestGraphs.oneStage(RowsFormat.scan(1, Map.of(), 5)),
                      settings,
                      QueryListener.NONE))
              .size());
      String ours = "quern-" + ProcessHandle.current().pid() + "-";
      assertTrue(
          folders().stream().allMatch(folder -> folder.getFileName().toString().startsWith(ours)),
          () -> "not swept: " + folders());
    }
    assertEquals(List.of(), folders());
  }

  private Process startAndAwaitTasks() throws IOException {
    ExecutorSettings settings = ExecutorSettings.ofThisProcess();
    Path gate = temp.resolve("gate");
    Process program =
        new ProcessBuilder(
                settings.javaExecutable().toString(),
                "-cp",
                settings.classPath(),
                CoordinatorProcess.class.getName(),
                temp.toString(),
                gate.toString())
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("output").toFile())
            .start();
    await(() -> waitingTasks(gate) == 2 || !program.isAlive(), "two running tasks");
    assertTrue(program.isAlive(), Files.readString(temp.resolve("output")));
    return program;
  }

  private long waitingTasks(Path gate) {
    String prefix = gate.getFileName() + ".";
    return list().stream().filter(file -> file.getFileName().toString().startsWith(prefix)).count();
  }

  private List<Path> folders() {
    return list().stream().filter(Files::isDirectory).toList();
  }

  private List<Path> list() {
    try (Stream<Path> files = Files.list(temp)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "waited too long for " + what);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
