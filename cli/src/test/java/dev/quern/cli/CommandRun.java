package dev.quern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What one run of the command gave.
 *
 * @param workers the processes that it has started
 */
record CommandRun(int exitCode, String out, String err, Set<ProcessHandle> workers) {
  private static final int LOOK_MILLIS = 10;
  private static final int PATIENCE_SECONDS = 60;

  /** Runs the command in this process. */
  static CommandRun here(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      int exitCode = Main.run(new Streams(out, errors), arguments);
      return new CommandRun(
          exitCode,
          out.toString(StandardCharsets.UTF_8),
          err.toString(StandardCharsets.UTF_8),
          Set.of());
    }
  }

  /** Runs the command in {@code folder}. */
  static CommandRun of(Path folder, String... arguments) {
    List<String> command = javaCommand();
    command.addAll(List.of(arguments));
    return run(folder, command);
  }

  /**
   * Runs the command where no file can grow beyond a size, which the system enforces as it does a
   * quota of the user.
   */
  static CommandRun withFileLimit(Path folder, int limitKibibytes, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", "-c", "ulimit -f " + limitKibibytes + " && exec \"$@\"", "-"));
    command.addAll(javaCommand());
    command.addAll(List.of(arguments));
    return run(folder, command);
  }

  static List<String> javaCommand() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
  }

  private static CommandRun run(Path folder, List<String> command) {
    try {
      Path out = Files.createTempFile(folder, "standard-output", ".txt");
      Path err = Files.createTempFile(folder, "standard-error", ".txt");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      try {
        Set<ProcessHandle> workers = waitForEnd(process);
        assertFalse(process.isAlive(), "it hangs: " + command);
        return new CommandRun(process.exitValue(), take(out), take(err), workers);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Set<ProcessHandle> waitForEnd(Process process) throws InterruptedException {
    Set<ProcessHandle> workers = new HashSet<>();
    long start = System.nanoTime();
    while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)
        && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      process.descendants().forEach(workers::add);
    }
    return workers;
  }

  private static String take(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    Files.delete(file);
    return text;
  }

  /** Asserts that it failed with one line, which has this SQLSTATE and all the parts. */
  void assertFailed(String sqlState, String... parts) {
    assertFalse(err.contains("\tat "), err);
    assertEquals(1, err.strip().lines().count(), err);
    assertTrue(err.startsWith("Error [" + sqlState + "]: "), err);
    for (String part : parts) {
      assertTrue(err.contains(part), () -> "\"" + part + "\" is not in " + err);
    }
    assertEquals(Main.EXIT_FAILED, exitCode, err);
  }
}
