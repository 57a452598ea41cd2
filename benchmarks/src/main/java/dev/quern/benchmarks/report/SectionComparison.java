package dev.quern.benchmarks.report;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Sets two sections of the same queries side by side, for each engine that is in both: two memory
 * settings, two schedulers, two scales. A ratio above 1 means that the second took longer.
 *
 * @param difference what differs, for the title, e.g. {@code memory 12GB over 1GB}
 */
public record SectionComparison(String difference, Section first, Section second) {
  /** Returns the ratios of the best times of one engine. */
  public Ratios ratios(String engine) {
    Ratios ratios = new Ratios();
    for (QueryRow row : second.rows()) {
      ratios.add(row.query(), row.on(engine).bestSeconds(), firstRow(row).on(engine).bestSeconds());
    }
    return ratios;
  }

  private QueryRow firstRow(QueryRow row) {
    return first.rows().stream()
        .filter(candidate -> candidate.query().equals(row.query()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("not in both sections: " + row.query()));
  }

  public void print(PrintStream out) {
    List<String> engines =
        first.engines().stream().filter(engine -> second.engines().contains(engine)).toList();
    out.println("## " + difference);
    out.println();
    out.println("| query | " + String.join(" | ", engines) + " |");
    out.println("|---|" + "---|".repeat(engines.size()));
    for (QueryRow row : second.rows()) {
      StringBuilder line = new StringBuilder("| ").append(row.query()).append(" |");
      for (String engine : engines) {
        double ratio = row.on(engine).bestSeconds() / firstRow(row).on(engine).bestSeconds();
        line.append(Double.isNaN(ratio) ? " - |" : String.format(Locale.ROOT, " %.2f |", ratio));
      }
      out.println(line);
    }
    out.println();
    engines.forEach(engine -> out.println("- " + engine + ": " + ratios(engine).text()));
    out.println();
  }
}
