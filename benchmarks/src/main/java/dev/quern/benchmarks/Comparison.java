package dev.quern.benchmarks;

import dev.quern.benchmarks.data.FileCache;
import dev.quern.benchmarks.queries.AnswerComparison;
import dev.quern.benchmarks.queries.BenchmarkQuery;
import dev.quern.benchmarks.references.References;
import dev.quern.benchmarks.report.QueryRow;
import dev.quern.benchmarks.report.QueryTimes;
import dev.quern.benchmarks.rivals.DeclaredTable;
import dev.quern.benchmarks.rivals.EngineKind;
import dev.quern.benchmarks.rivals.RivalSettings;
import java.io.File;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs queries on Quern and its rivals over the same files, in turn, each engine in a warm process
 * of its own; then, for cold times, each query once in new processes. A query counts only if the
 * answer is right: that of DuckDB in the same run or, where DuckDB is no rival or fails within its
 * memory limit, the one that {@link References} has. A rival's times count under the same
 * condition.
 */
final class Comparison {
  private final Path data;
  private final RivalSettings settings;
  private final List<EngineKind> rivals;
  private final int runs;
  private final boolean isCold;
  private final References references;
  private final PrintStream log;

  /**
   * @param settings how Quern is opened; rivals get the same threads and memory
   * @param runs measured runs of each query, after a first one
   */
  Comparison(
      Path data,
      RivalSettings settings,
      List<EngineKind> rivals,
      int runs,
      boolean isCold,
      References references,
      PrintStream log) {
    this.data = data;
    this.settings = settings;
    this.rivals = rivals;
    this.runs = runs;
    this.isCold = isCold;
    this.references = references;
    this.log = log;
  }

  /** Returns a row for each query. */
  List<QueryRow> run(List<BenchmarkQuery> queries) {
    FileCache.fill(data);
    List<QueryRow> rows = new ArrayList<>();
    List<Contestant> contestants = new ArrayList<>();
    contestants.add(new Contestant(settings, data, references));
    for (EngineKind rival : rivals) {
      contestants.add(new Contestant(settings.with(rival), data, references));
    }
    try {
      for (BenchmarkQuery query : queries) {
        QueryRow row = measure(query, contestants);
        rows.add(row);
        log.println(query.name() + (row.failure().isEmpty() ? " ok" : " FAILED: " + row.failure()));
      }
    } finally {
      contestants.forEach(Contestant::close);
    }
    return rows;
  }

  private QueryRow measure(BenchmarkQuery query, List<Contestant> contestants) {
    contestants.forEach(Contestant::begin);
    String comparedWith = "-";
    Contestant quern = contestants.get(0);
    for (int i = 0; i <= runs && quern.error().isEmpty(); i++) {
      contestants.forEach(contestant -> contestant.run(query));
      comparedWith = compare(query, contestants);
    }
    Map<String, QueryTimes> times = new LinkedHashMap<>();
    for (Contestant contestant : contestants) {
      times.put(contestant.title(), contestant.times(query, isCold && quern.error().isEmpty()));
    }
    return new QueryRow(query.name(), times, comparedWith, quern.error(), scannedBytes(query));
  }

  /** Compares what was answered, notes who was wrong, and returns what it was compared with. */
  private String compare(BenchmarkQuery query, List<Contestant> contestants) {
    if (query.isPlan() || !contestants.get(0).error().isEmpty()) {
      return "-";
    }
    References.Reference reference;
    try {
      reference = reference(query, contestants);
    } catch (IllegalStateException e) {
      contestants.get(0).fail(String.valueOf(e.getMessage()));
      return "nothing";
    }
    for (Contestant contestant : contestants) {
      if (contestant.error().isEmpty()) {
        Optional<String> difference =
            AnswerComparison.difference(
                contestant.answer(),
                reference.answer(),
                query.isOrdered() && query.check() == null,
                contestant.tolerance());
        difference.ifPresent(text -> contestant.fail("wrong answer: " + text));
      }
    }
    return reference.origin();
  }

  private References.Reference reference(BenchmarkQuery query, List<Contestant> contestants) {
    for (Contestant contestant : contestants) {
      if (contestant.title().equals(EngineKind.DUCKDB.title()) && contestant.error().isEmpty()) {
        references.keep(query, contestant.answer());
        return new References.Reference(contestant.answer(), "DuckDB");
      }
    }
    return references.of(query);
  }

  private long scannedBytes(BenchmarkQuery query) {
    if (query.scanned() == null) {
      return 0;
    }
    return DeclaredTable.of(data).stream()
        .filter(table -> table.name().equals(query.scanned()))
        .mapToLong(Comparison::bytes)
        .sum();
  }

  private static long bytes(DeclaredTable table) {
    File[] files = table.folder().toFile().listFiles();
    long bytes = 0;
    for (File file : files == null ? new File[0] : files) {
      bytes += file.length();
    }
    return bytes;
  }
}
