package dev.quern.benchmarks;

import dev.quern.benchmarks.queries.AnswerComparison;
import dev.quern.benchmarks.queries.BenchmarkQuery;
import dev.quern.benchmarks.report.QueryTimes;
import dev.quern.benchmarks.report.Report;
import dev.quern.benchmarks.rivals.RivalProcess;
import dev.quern.benchmarks.rivals.RivalSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Runs queries on Quern and on DuckDB over the same files, in turn, each engine in a warm process
 * of its own; then, for cold times, each query once in new processes. A query counts only if the
 * answers agree; where DuckDB fails within its memory limit, Quern's answer is compared with that
 * of a DuckDB without limit.
 */
final class Comparison {
  private final Path data;
  private final RivalSettings quernSettings;
  private final RivalSettings duckDbSettings;
  private final int runs;
  private final boolean isCold;
  private final PrintStream log;
  private final List<QueryTimes> quern = new ArrayList<>();
  private final List<QueryTimes> duckDb = new ArrayList<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  Comparison(Path data, RivalSettings quernSettings, int runs, boolean isCold, PrintStream log) {
    this.data = data;
    this.quernSettings = quernSettings;
    this.duckDbSettings =
        new RivalSettings(
            "duckdb",
            "threads",
            quernSettings.threads(),
            quernSettings.memory(),
            quernSettings.format());
    this.runs = runs;
    this.isCold = isCold;
    this.log = log;
  }

  Report run(String title, Map<String, String> environment, List<BenchmarkQuery> queries) {
    try (RivalProcess quernProcess = new RivalProcess(quernSettings, data);
        RivalProcess duckDbProcess = new RivalProcess(duckDbSettings, data)) {
      for (BenchmarkQuery query : queries) {
        Optional<String> failure = measure(query, quernProcess, duckDbProcess);
        failure.ifPresent(reason -> failures.put(query.name(), reason));
        log.println(query.name() + failure.map(reason -> " FAILED: " + reason).orElse(" ok"));
      }
    }
    return new Report(title, environment, quern, duckDb, failures);
  }

  private Optional<String> measure(
      BenchmarkQuery query, RivalProcess quernProcess, RivalProcess duckDbProcess) {
    Runs ours = new Runs(query, quernSettings);
    Runs theirs = new Runs(query, duckDbSettings);
    Optional<String> failure = Optional.empty();
    for (int i = 0; i <= runs && failure.isEmpty(); i++) {
      boolean counts = i > 0 || runs == 0;
      ours.add(quernProcess, counts);
      if (theirs.error.isEmpty()) {
        theirs.add(duckDbProcess, counts);
      }
      failure = ours.error.isEmpty() ? ours.difference(theirs) : Optional.of(ours.error);
    }
    if (failure.isEmpty()) {
      quern.add(ours.times());
      duckDb.add(theirs.times());
    }
    return failure;
  }

  /** The runs of a query on one engine. */
  private final class Runs {
    private final BenchmarkQuery query;
    private final RivalSettings settings;
    private final List<RivalProcess.Run> measured = new ArrayList<>();
    private RivalProcess.Run last;
    private String check = "";
    private String error = "";

    Runs(BenchmarkQuery query, RivalSettings settings) {
      this.query = query;
      this.settings = settings;
      this.last = RivalProcess.Run.failed("it has not run");
    }

    void add(RivalProcess process, boolean counts) {
      Path output = newFile();
      last = process.run(query.sql().replace(BenchmarkQuery.OUTPUT, output.toString()));
      error = last.error();
      String checkSql = query.check();
      if (error.isEmpty() && checkSql != null) {
        String sql = checkSql.replace(BenchmarkQuery.OUTPUT, output.toString());
        check = unlimited(sql).answer().rows().toString();
      }
      delete(output);
      if (counts && error.isEmpty()) {
        measured.add(last);
      }
    }

    Optional<String> difference(Runs rival) {
      Runs expected = rival.error.isEmpty() ? rival : ofUnlimited();
      if (query.check() == null) {
        return AnswerComparison.difference(
            last.answer(), expected.last.answer(), query.isOrdered());
      }
      return check.equals(expected.check)
          ? Optional.empty()
          : Optional.of("the file holds " + check + ", DuckDB's " + expected.check);
    }

    private Runs ofUnlimited() {
      Runs runs = new Runs(query, unlimitedSettings());
      try (RivalProcess process = new RivalProcess(unlimitedSettings(), data)) {
        runs.add(process, false);
      }
      if (!runs.error.isEmpty()) {
        throw new IllegalStateException("no answer to compare with: " + runs.error);
      }
      return runs;
    }

    QueryTimes times() {
      boolean hasFailed = !error.isEmpty();
      List<RivalProcess.Run> counted = hasFailed ? List.of() : measured;
      return new QueryTimes(
          query.name(),
          settings.engine(),
          isCold && !hasFailed && query.check() == null ? coldSeconds(settings, query.sql()) : 0,
          counted.stream().map(RivalProcess.Run::seconds).toList(),
          counted.stream().map(RivalProcess.Run::cpuSeconds).toList(),
          counted.stream().mapToLong(RivalProcess.Run::peakBytes).max().orElse(0),
          error);
    }
  }

  private double coldSeconds(RivalSettings settings, String sql) {
    long start = System.nanoTime();
    try (RivalProcess process = new RivalProcess(settings, data)) {
      process.run(sql);
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private RivalProcess.Run unlimited(String sql) {
    try (RivalProcess process = new RivalProcess(unlimitedSettings(), data)) {
      RivalProcess.Run run = process.run(sql);
      if (!run.error().isEmpty()) {
        throw new IllegalStateException("no answer to compare with: " + run.error());
      }
      return run;
    }
  }

  private RivalSettings unlimitedSettings() {
    return new RivalSettings(
        "duckdb", "threads", duckDbSettings.threads(), "", duckDbSettings.format());
  }

  /** Returns the path of a file beside the data that is not there yet. */
  private Path newFile() {
    Path file =
        data.resolveSibling(
            String.format(
                Locale.ROOT,
                "output-%d-%x.parquet",
                ProcessHandle.current().pid(),
                System.nanoTime()));
    delete(file);
    return file;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
