package dev.quern.benchmarks.report;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One comparison of Quern with a rival, over one data set.
 *
 * @param title what was compared
 * @param environment machine, JDK, versions, command
 * @param quern Quern's times, one for each query that both answered alike
 * @param rival the rival's times of the same queries
 * @param peakBytes most memory of all processes together, by engine
 * @param failures queries without comparable times, with the reason
 */
public record Report(
    String title,
    Map<String, String> environment,
    List<QueryTimes> quern,
    List<QueryTimes> rival,
    Map<String, Long> peakBytes,
    Map<String, String> failures) {
  public Report {
    quern = List.copyOf(quern);
    rival = List.copyOf(rival);
    environment = new TreeMap<>(environment);
    peakBytes = new TreeMap<>(peakBytes);
    failures = new TreeMap<>(failures);
  }

  /** Prints a Markdown table; a ratio above 1 means that Quern was slower. */
  public void print(PrintStream out) {
    out.println("## " + title);
    out.println();
    environment.forEach((name, value) -> out.println("- " + name + ": " + value));
    out.println();
    out.println(
        "| query | quern hot s | rival hot s | ratio | quern cpu s | rival cpu s | cpu ratio | quern cold s | rival cold s |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    for (int i = 0; i < quern.size(); i++) {
      QueryTimes ours = quern.get(i);
      QueryTimes theirs = rival.get(i);
      out.println(
          String.format(
              Locale.ROOT,
              "| %s | %.3f | %.3f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |",
              ours.query(),
              ours.bestSeconds(),
              theirs.bestSeconds(),
              ours.bestSeconds() / theirs.bestSeconds(),
              ours.bestCpuSeconds(),
              theirs.bestCpuSeconds(),
              ours.bestCpuSeconds() / Math.max(0.01, theirs.bestCpuSeconds()),
              ours.coldSeconds(),
              theirs.coldSeconds()));
    }
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "Geometric mean of the ratios (hot, wall): %.3f over %d queries",
            geometricMean(),
            quern.size()));
    peakBytes.forEach(
        (engine, bytes) ->
            out.println(
                String.format(
                    Locale.ROOT,
                    "Peak memory of all processes, %s: %.0f MB",
                    engine,
                    bytes / 1e6)));
    failures.forEach((query, reason) -> out.println("NOT COMPARED " + query + ": " + reason));
    out.println();
  }

  /** Returns the geometric mean of Quern's best hot times over the rival's. */
  public double geometricMean() {
    double sum = 0;
    for (int i = 0; i < quern.size(); i++) {
      sum += Math.log(quern.get(i).bestSeconds() / rival.get(i).bestSeconds());
    }
    return quern.isEmpty() ? Double.NaN : Math.exp(sum / quern.size());
  }
}
