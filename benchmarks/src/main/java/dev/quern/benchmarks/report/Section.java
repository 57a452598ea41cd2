package dev.quern.benchmarks.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One workload over one data set with one setting, on Quern and its rivals.
 *
 * @param title what was compared
 * @param environment machine, JDK, versions, commit, settings
 * @param engines names of the engines, Quern first
 * @param budgetBytes the memory setting; 0 = none was given
 * @param rows one for each query
 */
public record Section(
    String title,
    Map<String, String> environment,
    List<String> engines,
    long budgetBytes,
    List<QueryRow> rows) {
  /** What a process may take beside the memory setting: Java itself and the code. */
  public static final long BYTES_PER_PROCESS = 250L << 20;

  public Section {
    environment = new TreeMap<>(environment);
    engines = List.copyOf(engines);
    rows = List.copyOf(rows);
  }

  public boolean hasFailures() {
    return rows.stream().anyMatch(row -> !row.failure().isEmpty());
  }

  public String quern() {
    return engines.get(0);
  }

  public List<String> rivals() {
    return engines.subList(1, engines.size());
  }

  /** Returns the geometric mean of Quern's best times over the rival's, where both ended. */
  public Ratios against(String rival) {
    Ratios ratios = new Ratios();
    for (QueryRow row : rows) {
      ratios.add(row.query(), row.on(quern()).bestSeconds(), row.on(rival).bestSeconds());
    }
    return ratios;
  }

  /** Returns the sum of the best times of all queries that the engine did not fail. */
  double sum(String engine) {
    return rows.stream()
        .mapToDouble(row -> row.on(engine).bestSeconds())
        .filter(seconds -> !Double.isNaN(seconds))
        .sum();
  }

  /** Returns the most memory of all queries on an engine. */
  long peakBytes(String engine) {
    return rows.stream().mapToLong(row -> row.on(engine).peakBytes()).max().orElse(0);
  }

  /** Returns the queries during which an engine took more than the budget allows. */
  List<String> beyondBudget(String engine) {
    return rows.stream()
        .filter(
            row ->
                row.on(engine).peakBytes()
                    > budgetBytes + BYTES_PER_PROCESS * row.on(engine).processes())
        .map(QueryRow::query)
        .toList();
  }
}
