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

  private final Process process;
  private final BufferedReader replies;
  private final ProcessTree tree;

  /**
   * What one run gave.
   *
   * @param seconds wall time from sending the query to the last row
   * @param cpuSeconds processor time of all its processes
   * @param error empty if it ended well
   */
  public record Run(Answer answer, double seconds, double cpuSeconds, String error) {}

  public RivalProcess(RivalSettings settings, Path data) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g"));
    if (Runtime.version().feature() >= 24) {
      command.addAll(
          List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), RivalMain.class.getName()));
    try {
      command.add(JSON.writeValueAsString(settings));
      command.add(data.toString());
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
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
    try {
      OutputStream out = process.getOutputStream();
      out.write((JSON.writeValueAsString(sql) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      String line = replies.readLine();
      if (line == null) {
        return new Run(new Answer(List.of(), List.of()), 0, 0, "the process died");
      }
      RivalMain.Reply reply = JSON.readValue(line, RivalMain.Reply.class);
      Answer answer = reply.answer() == null ? new Answer(List.of(), List.of()) : reply.answer();
      return new Run(answer, reply.seconds(), tree.cpuSeconds() - cpuBefore, reply.error());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the most memory that all its processes together have held, in bytes (proportional set
   * size).
   */
  public long peakBytes() {
    return tree.peakBytes();
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
