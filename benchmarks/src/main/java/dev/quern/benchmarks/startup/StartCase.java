package dev.quern.benchmarks.startup;

import dev.quern.benchmarks.report.QueryTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A command that is started again and again; its time is that from its start to its end. */
final class StartCase {
  private final String name;
  private final String engine;
  private final String expected;
  private final List<String> command;
  private final List<Double> seconds = new ArrayList<>();
  private String error = "";

  /**
   * @param name the row of the table
   * @param engine the engine in it
   * @param expected a text that the output must have
   */
  StartCase(String name, String engine, String expected, List<String> command) {
    this.name = name;
    this.engine = engine;
    this.expected = expected;
    this.command = command;
  }

  String name() {
    return name;
  }

  String engine() {
    return engine;
  }

  /** Runs the command once. */
  void run() {
    if (!error.isEmpty()) {
      return;
    }
    long start = System.nanoTime();
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      seconds.add((System.nanoTime() - start) / 1e9);
      if (code != 0 || !output.contains(expected)) {
        error = "exit code " + code + ", expected " + expected + ", output " + output.strip();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Returns the times; the first start, which may build and archive, counts as cold. */
  QueryTimes times() {
    return error.isEmpty()
        ? new QueryTimes(
            seconds.get(0), Double.NaN, seconds.subList(1, seconds.size()), List.of(), 0, 0, 0, "")
        : QueryTimes.failed(error);
  }
}
