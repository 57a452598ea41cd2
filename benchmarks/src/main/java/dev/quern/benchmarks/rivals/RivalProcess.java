package dev.quern.benchmarks.rivals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.benchmarks.queries.Answer;
import dev.quern.executor.memory.AllocatorEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An engine in a process of its own, warm from query to query until it is closed, with a temporary
 * folder of its own.
 */
public final class RivalProcess implements AutoCloseable {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Process process;
  private final Path tempFolder;
  private final BufferedReader replies;
  private final ProcessTree tree;

  /**
   * What one run gave.
   *
   * @param seconds wall time from sending the query to the last row
   * @param cpuSeconds processor time of all its processes
   * @param peakBytes most memory that all its processes together held (proportional set size)
   * @param processes most processes at once
   * @param spilledBytes what it wrote to disk for lack of memory, as the engine counts it, else the
   *     largest size of its temporary folder
   * @param error empty if it ended well
   */
  public record Run(
      Answer answer,
      double seconds,
      double cpuSeconds,
      long peakBytes,
      int processes,
      long spilledBytes,
      String error) {
    public static Run failed(String error) {
      return new Run(new Answer(List.of(), List.of()), 0, 0, 0, 0, 0, error);
    }
  }

  public RivalProcess(RivalSettings settings, Path data) {
    try {
      tempFolder =
          Files.createTempDirectory(
              Files.createDirectories(Path.of(settings.tempFolder())).toAbsolutePath(),
              settings.engine().name().toLowerCase(Locale.ROOT));
      RivalSettings own =
          new RivalSettings(
              settings.engine(),
              settings.scheduler(),
              settings.threads(),
              settings.memory(),
              tempFolder.toString());
      List<String> command = RivalCommand.of(settings);
      command.add(JSON.writeValueAsString(own));
      command.add(data.toString());
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      if (settings.engine() == EngineKind.QUERN) {
        AllocatorEnvironment.apply(builder.environment());
      }
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    replies =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    tree = new ProcessTree(process.toHandle(), tempFolder);
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
      ProcessTree.Peak peak = tree.peak();
      RivalServer.Reply reply = JSON.readValue(line, RivalServer.Reply.class);
      return new Run(
          reply.answer() == null ? new Answer(List.of(), List.of()) : reply.answer(),
          reply.seconds(),
          tree.cpuSeconds() - cpuBefore,
          peak.bytes(),
          peak.processes(),
          reply.spilledBytes() < 0 ? peak.tempBytes() : reply.spilledBytes(),
          reply.error());
    } catch (IOException e) {
      return Run.failed("the process died: " + e);
    }
  }

  @Override
  public void close() {
    tree.close();
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has died, and what it had not read is lost: nothing to close any more.
      process.destroyForcibly();
    }
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    delete(tempFolder);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
