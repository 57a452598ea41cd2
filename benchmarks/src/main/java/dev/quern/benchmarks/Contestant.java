package dev.quern.benchmarks;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.benchmarks.queries.BenchmarkQuery;
import dev.quern.benchmarks.references.References;
import dev.quern.benchmarks.report.QueryTimes;
import dev.quern.benchmarks.rivals.RivalProcess;
import dev.quern.benchmarks.rivals.RivalSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One engine in a comparison: its warm process, and its runs of the query at hand. A process that
 * dies is started again for the next query.
 */
final class Contestant implements AutoCloseable {
  private static final String WARM_UP = "SELECT 1";

  private final RivalSettings settings;
  private final Path data;
  private final References references;
  private final List<RivalProcess.Run> runs = new ArrayList<>();
  private @Nullable RivalProcess process;
  private Answer answer = new Answer(List.of(), List.of());
  private String error = "";

  Contestant(RivalSettings settings, Path data, References references) {
    this.settings = settings;
    this.data = data;
    this.references = references;
  }

  String title() {
    return settings.engine().title();
  }

  double tolerance() {
    return settings.engine().tolerance();
  }

  /** Forgets the runs of the query before. */
  void begin() {
    runs.clear();
    if (!error.isEmpty()) {
      close();
    }
    error = "";
  }

  /** Runs the query once more; nothing happens if it has failed before. */
  void run(BenchmarkQuery query) {
    if (!error.isEmpty()) {
      return;
    }
    Path output = references.newFile();
    try {
      RivalProcess.Run run = warmProcess().run(query.sqlTo(output));
      error = run.error();
      if (error.isEmpty()) {
        runs.add(run);
        answer = query.check() == null ? run.answer() : references.check(query, output);
      }
    } finally {
      References.delete(output);
    }
  }

  private RivalProcess warmProcess() {
    RivalProcess open = process;
    if (open == null) {
      open = new RivalProcess(settings, data);
      process = open;
      open.run(WARM_UP);
    }
    return open;
  }

  /** Returns why the engine has failed the query, empty if it has not. */
  String error() {
    return error;
  }

  /** Says that the engine has failed the query, and why. */
  void fail(String reason) {
    error = reason;
  }

  /** Returns the answer of the last run; of a query that writes a file, what its check says. */
  Answer answer() {
    return answer;
  }

  /** Returns what was measured, and runs the query in a new process if {@code isCold}. */
  QueryTimes times(BenchmarkQuery query, boolean isCold) {
    if (!error.isEmpty()) {
      return QueryTimes.failed(error);
    }
    List<RivalProcess.Run> hot = runs.size() == 1 ? runs : runs.subList(1, runs.size());
    return new QueryTimes(
        isCold && query.check() == null ? coldSeconds(query.sql()) : Double.NaN,
        runs.get(0).seconds(),
        hot.stream().map(RivalProcess.Run::seconds).toList(),
        hot.stream().map(RivalProcess.Run::cpuSeconds).toList(),
        runs.stream().mapToLong(RivalProcess.Run::peakBytes).max().orElse(0),
        runs.stream().mapToInt(RivalProcess.Run::processes).max().orElse(0),
        runs.stream().mapToLong(RivalProcess.Run::spilledBytes).max().orElse(0),
        "");
  }

  private double coldSeconds(String sql) {
    long start = System.nanoTime();
    try (RivalProcess cold = new RivalProcess(settings, data)) {
      cold.run(sql);
      return (System.nanoTime() - start) / 1e9;
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
      process = null;
    }
  }
}
