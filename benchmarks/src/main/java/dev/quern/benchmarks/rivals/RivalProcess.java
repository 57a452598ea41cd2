package dev.quern.benchmarks.rivals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.benchmarks.queries.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An engine in a process of its own, warm from query to query until it is closed. */
public final class RivalProcess implements AutoCloseable {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Those of the command line, so that what Java needs for itself is the same. */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms48m",
          "-Xmn32m",
          "-Xmx512m",
          "-XX:MaxDirectMemorySize=128m",
          "-XX:ReservedCodeCacheSize=96m");

  private final Process process;
  private final BufferedReader replies;
  private final ProcessTree tree;

  /**
   * What one run gave.
   *
   * @param seconds wall time from sending the query to the last row
   * @param cpuSeconds processor time of all its processes
   * @param peakBytes most memory that all its processes together held (proportional set size)
   * @param error empty if it ended well
   */
  public record Run(
      Answer answer, double seconds, double cpuSeconds, long peakBytes, String error) {
    public static Run failed(String error) {
      return new Run(new Answer(List.of(), List.of()), 0, 0, 0, error);
    }
  }

  public RivalProcess(RivalSettings settings, Path data) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    if (Runtime.version().feature() >= 24) {
      command.addAll(
          List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), RivalMain.class.getName()));
    try {
      command.add(JSON.writeValueAsString(settings));
      command.add(data.toString());
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    replies =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    tree = new ProcessTree(process.toHandle());
  }

  /** Runs a query and waits for its answer. */
  public Run run(String sql) {
    double cpuBefore = tree.cpuSeconds();
    tree.forgetPeak();
    try {
      OutputStream out = process.getOutputStream();
      out.write((JSON.writeValueAsString(sql) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      String line = replies.readLine();
      if (line == null) {
        return Run.failed("the process died");
      }
      RivalMain.Reply reply = JSON.readValue(line, RivalMain.Reply.class);
      Answer answer = reply.answer() == null ? new Answer(List.of(), List.of()) : reply.answer();
      return new Run(
          answer, reply.seconds(), tree.cpuSeconds() - cpuBefore, tree.peakBytes(), reply.error());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    tree.close();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
