package dev.quern.benchmarks;

import dev.quern.benchmarks.queries.AnswerComparison;
import dev.quern.benchmarks.queries.TpchQueries;
import dev.quern.benchmarks.report.QueryTimes;
import dev.quern.benchmarks.report.Report;
import dev.quern.benchmarks.rivals.RivalProcess;
import dev.quern.benchmarks.rivals.RivalSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the TPC-H queries on Quern and on DuckDB over the same files, in turn, each engine in a warm
 * process of its own; then, for cold times, each query once in new processes. A query counts only
 * if the answers agree.
 */
final class TpchComparison {
  private final Path data;
  private final RivalSettings quernSettings;
  private final RivalSettings duckDbSettings;
  private final int runs;
  private final boolean isCold;
  private final PrintStream log;

  TpchComparison(
      Path data, RivalSettings quernSettings, int runs, boolean isCold, PrintStream log) {
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

  Report run(String title, Map<String, String> environment, List<Integer> queries) {
    List<QueryTimes> quern = new ArrayList<>();
    List<QueryTimes> duckDb = new ArrayList<>();
    Map<String, String> failures = new LinkedHashMap<>();
    Map<String, Long> peakBytes = new LinkedHashMap<>();
    try (RivalProcess quernProcess = new RivalProcess(quernSettings, data);
        RivalProcess duckDbProcess = new RivalProcess(duckDbSettings, data)) {
      for (int number : queries) {
        String name = String.format(Locale.ROOT, "Q%02d", number);
        Optional<String> failure =
            measure(name, TpchQueries.sql(number), quernProcess, duckDbProcess, quern, duckDb);
        failure.ifPresent(reason -> failures.put(name, reason));
        log.println(name + failure.map(reason -> " FAILED: " + reason).orElse(" ok"));
      }
      peakBytes.put("quern", quernProcess.peakBytes());
      peakBytes.put("duckdb", duckDbProcess.peakBytes());
    }
    return new Report(title, environment, quern, duckDb, peakBytes, failures);
  }

  private Optional<String> measure(
      String name,
      String sql,
      RivalProcess quernProcess,
      RivalProcess duckDbProcess,
      List<QueryTimes> quern,
      List<QueryTimes> duckDb) {
    List<RivalProcess.Run> quernRuns = new ArrayList<>();
    List<RivalProcess.Run> duckDbRuns = new ArrayList<>();
    for (int i = 0; i <= runs; i++) {
      RivalProcess.Run ours = quernProcess.run(sql);
      RivalProcess.Run theirs = duckDbProcess.run(sql);
      if (!ours.error().isEmpty() || !theirs.error().isEmpty()) {
        return Optional.of("quern: " + ours.error() + " duckdb: " + theirs.error());
      }
      Optional<String> difference =
          AnswerComparison.difference(
              ours.answer(), theirs.answer(), sql.toLowerCase(Locale.ROOT).contains("order by"));
      if (difference.isPresent()) {
        return difference;
      }
      if (i > 0) {
        quernRuns.add(ours);
        duckDbRuns.add(theirs);
      }
    }
    quern.add(times(name, quernSettings, sql, quernRuns));
    duckDb.add(times(name, duckDbSettings, sql, duckDbRuns));
    return Optional.empty();
  }

  private QueryTimes times(
      String name, RivalSettings settings, String sql, List<RivalProcess.Run> hot) {
    return new QueryTimes(
        name,
        settings.engine(),
        isCold ? coldSeconds(settings, sql) : 0,
        hot.stream().map(RivalProcess.Run::seconds).toList(),
        hot.stream().map(RivalProcess.Run::cpuSeconds).toList());
  }

  private double coldSeconds(RivalSettings settings, String sql) {
    long start = System.nanoTime();
    try (RivalProcess process = new RivalProcess(settings, data)) {
      process.run(sql);
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
