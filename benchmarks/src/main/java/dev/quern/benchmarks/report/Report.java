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
 * @param quern Quern's times, one for each query that it answered rightly
 * @param rival the rival's times of the same queries, or how it failed
 * @param failures queries that Quern failed or answered wrongly, with the reason
 */
public record Report(
    String title,
    Map<String, String> environment,
    List<QueryTimes> quern,
    List<QueryTimes> rival,
    Map<String, String> failures) {
  public Report {
    quern = List.copyOf(quern);
    rival = List.copyOf(rival);
    environment = new TreeMap<>(environment);
    failures = new TreeMap<>(failures);
  }

  /** Prints a Markdown table; a ratio above 1 means that Quern was slower. */
  public void print(PrintStream out) {
    out.println("## " + title);
    out.println();
    environment.forEach((name, value) -> out.println("- " + name + ": " + value));
    out.println();
    out.println(
        "| query | quern hot s | rival hot s | ratio | quern cpu s | rival cpu s | cpu ratio"
            + " | quern cold s | rival cold s | quern peak MB | rival peak MB |");
    out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    for (int i = 0; i < quern.size(); i++) {
      out.println(line(quern.get(i), rival.get(i)));
    }
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "Geometric mean of the ratios (hot, wall): %.3f over %d queries",
            geometricMean(),
            compared()));
    out.println(
        String.format(
            Locale.ROOT,
            "Sum of the best hot times: quern %.1f s, rival %.1f s",
            sum(quern),
            sum(rival)));
    out.println(
        String.format(
            Locale.ROOT,
            "Peak memory of all processes: quern %.0f MB, rival %.0f MB",
            peakBytes(quern) / 1e6,
            peakBytes(rival) / 1e6));
    for (QueryTimes theirs : rival) {
      if (!theirs.error().isEmpty()) {
        out.println("The rival failed " + theirs.query() + ": " + firstLine(theirs.error()));
      }
    }
    failures.forEach((query, reason) -> out.println("QUERN FAILED " + query + ": " + reason));
    out.println();
  }

  private static String line(QueryTimes ours, QueryTimes theirs) {
    return "| "
        + String.join(
            " | ",
            ours.query(),
            number("%.3f", ours.bestSeconds()),
            number("%.3f", theirs.bestSeconds()),
            number("%.2f", ours.bestSeconds() / theirs.bestSeconds()),
            number("%.2f", ours.bestCpuSeconds()),
            number("%.2f", theirs.bestCpuSeconds()),
            number("%.2f", ours.bestCpuSeconds() / Math.max(0.01, theirs.bestCpuSeconds())),
            number("%.2f", ours.coldSeconds()),
            number("%.2f", theirs.coldSeconds()),
            number("%.0f", ours.peakBytes() / 1e6),
            number("%.0f", theirs.peakBytes() / 1e6))
        + " |";
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "failed" : String.format(Locale.ROOT, format, value);
  }

  /** Returns the geometric mean of Quern's best hot times over the rival's, where both ended. */
  public double geometricMean() {
    double sum = 0;
    for (int i = 0; i < quern.size(); i++) {
      double ratio = quern.get(i).bestSeconds() / rival.get(i).bestSeconds();
      sum += Double.isNaN(ratio) ? 0 : Math.log(ratio);
    }
    return compared() == 0 ? Double.NaN : Math.exp(sum / compared());
  }

  private long compared() {
    return rival.stream().filter(times -> times.error().isEmpty()).count();
  }

  private static double sum(List<QueryTimes> all) {
    return all.stream()
        .filter(times -> times.error().isEmpty())
        .mapToDouble(QueryTimes::bestSeconds)
        .sum();
  }

  private static long peakBytes(List<QueryTimes> all) {
    return all.stream().mapToLong(QueryTimes::peakBytes).max().orElse(0);
  }
}
