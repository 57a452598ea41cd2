package dev.quern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C, a request to end, and a closed pipe, sent to a real process in the midst of a query. */
class SignalTest {
  private static final long PATIENCE_SECONDS = 30;
  private static final long MOST_SECONDS_TO_END = 5;
  private static final String LONG_QUERY =
      "SELECT count(*) FROM 'rows.csv' AS a, 'rows.csv' AS b WHERE a.id * 31 + b.id > 100";

  private static final Duration BUSY = Duration.ofSeconds(6);

  private static final long SIGINT_BIT = 1L << 1;

  @TempDir private Path folder;

  @BeforeEach
  void writeRows() throws IOException {
    StringBuilder rows = new StringBuilder("id\n");
    for (int row = 0; row < 200_000; row++) {
      rows.append(row).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), rows);
    Files.createDirectory(folder.resolve("temporary"));
  }

  @ParameterizedTest
  @CsvSource({"INT,130,threads", "INT,130,processes", "TERM,143,threads", "TERM,143,processes"})
  void signalsEndTheQueryTidily(String signal, int exitCode, String scheduler) throws Exception {
    assumeCanSignal(signal);
    Path out = folder.resolve("out.csv");
    Process process = start(scheduler, LONG_QUERY, "-o", out.toString());
    try {
      await(() -> isWorking(process, scheduler));
      List<ProcessHandle> workers = process.descendants().toList();
      new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertTrue(process.waitFor(MOST_SECONDS_TO_END, TimeUnit.SECONDS), "it goes on");
      assertEquals(exitCode, process.exitValue());
      assertEquals("Cancelled\n", Files.readString(folder.resolve("err.txt")));
      await(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
      assertEquals(List.of("err.txt", "out.txt", "rows.csv", "temporary"), names(folder));
      assertEquals(List.of(), names(folder.resolve("temporary")));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void closedPipeEndsQuietly() throws Exception {
    List<String> command =
        List.of("bash", "-c", "set -o pipefail; \"$@\" 2> err.txt | head -n 1", "-");
    Process process =
        start(command, "threads", "SELECT * FROM 'rows.csv'; SELECT 'x'", "--format", "csv");
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it hangs");
      assertEquals(0, process.exitValue());
      assertEquals("id\n", Files.readString(folder.resolve("out.txt")));
      assertEquals("", Files.readString(folder.resolve("err.txt")));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void demoTakesItsDataAwayWhenItIsStopped() throws Exception {
    assumeCanSignal("INT");
    Path temporary = folder.resolve("temporary");
    List<String> command = CommandRun.javaCommand();
    command.add(1, "-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("demo", "--scale", "1"));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out.txt").toFile())
            .redirectError(folder.resolve("err.txt").toFile())
            .start();
    try {
      await(() -> holdsDemoData(temporary));
      new ProcessBuilder("/bin/kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertTrue(process.waitFor(MOST_SECONDS_TO_END, TimeUnit.SECONDS), "it goes on");
      assertEquals(130, process.exitValue());
      assertEquals(
          List.of(), names(temporary).stream().filter(name -> name.contains("demo")).toList());
    } finally {
      process.destroyForcibly();
    }
  }

  /** A process that shells start in the background ignores SIGINT, and so do all that it starts. */
  private static void assumeCanSignal(String signal) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no kill here");
    Path status = Path.of("/proc/self/status");
    if (signal.equals("INT") && Files.isReadable(status)) {
      String ignored =
          Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .map(line -> line.substring("SigIgn:".length()).strip())
              .findFirst()
              .orElse("0");
      boolean isIgnored = (Long.parseUnsignedLong(ignored, 16) & SIGINT_BIT) != 0;
      assumeFalse(isIgnored, "SIGINT is ignored here");
    }
  }

  private static boolean holdsDemoData(Path temporary) {
    try (Stream<Path> files = Files.walk(temporary)) {
      return files.anyMatch(file -> file.toString().contains("lineitem"));
    } catch (IOException | java.io.UncheckedIOException e) {
      // A file went away between being listed and being looked at.
      return false;
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Workers have begun, or with threads the query has its folder. */
  private boolean isWorking(Process process, String scheduler) {
    if (!process.isAlive()) {
      throw new AssertionError("it has ended already");
    }
    if (scheduler.equals("processes")) {
      return process.descendants().count() >= 2;
    }
    // A start takes less; the query takes all that there is.
    return process.info().totalCpuDuration().orElse(Duration.ZERO).compareTo(BUSY) > 0;
  }

  private Process start(String scheduler, String sql, String... more) throws IOException {
    return start(List.of(), scheduler, sql, more);
  }

  private Process start(List<String> before, String scheduler, String sql, String... more)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(CommandRun.javaCommand());
    command.addAll(List.of("--temp-dir", folder.resolve("temporary").toString()));
    command.addAll(
        List.of("--scheduler", scheduler, "--threads", "2", "--workers", "2", "-c", sql));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectOutput(folder.resolve("out.txt").toFile());
    return builder.redirectError(folder.resolve("err.txt").toFile()).start();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "nothing happens");
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
