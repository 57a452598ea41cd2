package dev.quern.benchmarks.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints a section as Markdown: where and how, a table of the best times side by side, a table of
 * everything that was measured, and the sums.
 */
public final class SectionTable {
  private final Section section;
  private final PrintStream out;

  public SectionTable(Section section, PrintStream out) {
    this.section = section;
    this.out = out;
  }

  public void print() {
    out.println("## " + section.title());
    out.println();
    section.environment().forEach((name, value) -> out.println("- " + name + ": " + value));
    out.println();
    printBest();
    printDetails();
    printSums();
    section.rows().stream()
        .filter(row -> !row.failure().isEmpty())
        .forEach(row -> out.println("- QUERN FAILED " + row.query() + ": " + row.failure()));
    out.println();
  }

  private void printBest() {
    boolean isScan = section.rows().stream().anyMatch(row -> row.scannedBytes() > 0);
    List<String> header = new ArrayList<>(List.of("query", section.quern() + " s"));
    for (String rival : section.rivals()) {
      header.add(rival + " s");
      header.add("ratio");
    }
    if (isScan) {
      section.engines().forEach(engine -> header.add(engine + " MB/s"));
    }
    printHeader(header);
    for (QueryRow row : section.rows()) {
      double ours = row.on(section.quern()).bestSeconds();
      List<String> cells = new ArrayList<>(List.of(row.query(), number("%.3f", ours)));
      for (String rival : section.rivals()) {
        double theirs = row.on(rival).bestSeconds();
        cells.add(number("%.3f", theirs));
        cells.add(number("%.2f", ours / theirs));
      }
      if (isScan) {
        for (String engine : section.engines()) {
          cells.add(number("%.0f", row.scannedBytes() / 1e6 / row.on(engine).bestSeconds()));
        }
      }
      printCells(cells);
    }
    out.println();
  }

  private void printDetails() {
    printHeader(
        List.of(
            "query",
            "engine",
            "cold s",
            "first s",
            "best s",
            "median s",
            "longest s",
            "cpu s",
            "peak MB",
            "spilled MB",
            "compared with"));
    for (QueryRow row : section.rows()) {
      for (String engine : section.engines()) {
        if (!row.times().containsKey(engine)) {
          continue;
        }
        QueryTimes times = row.on(engine);
        printCells(
            List.of(
                row.query(),
                engine,
                times.hasFailed() ? "failed" : number("%.2f", times.coldSeconds()),
                number("%.3f", times.firstSeconds()),
                number("%.3f", times.bestSeconds()),
                number("%.3f", times.medianSeconds()),
                number("%.3f", times.worstSeconds()),
                number("%.2f", times.bestCpuSeconds()),
                number("%.0f", times.peakBytes() / 1e6),
                number("%.1f", times.spilledBytes() / 1e6),
                row.answer()));
      }
    }
    out.println();
  }

  private void printSums() {
    for (String rival : section.rivals()) {
      out.println(
          "- " + section.quern() + " / " + rival + ", best: " + section.against(rival).text());
    }
    for (String engine : section.engines()) {
      out.println(
          String.format(
              Locale.ROOT,
              "- %s: %.2f s in all (best of each query), peak memory %.0f MB%s",
              engine,
              section.sum(engine),
              section.peakBytes(engine) / 1e6,
              budget(engine)));
      for (QueryRow row : section.rows()) {
        QueryTimes times = row.on(engine);
        if (times.hasFailed()
            && row.times().containsKey(engine)
            && !engine.equals(section.quern())) {
          out.println("- " + engine + " failed " + row.query() + ": " + firstLine(times.error()));
        }
      }
    }
  }

  private String budget(String engine) {
    if (section.budgetBytes() == 0) {
      return "";
    }
    List<String> beyond = section.beyondBudget(engine);
    return beyond.isEmpty()
        ? "; memory + 250 MB for each process: held"
        : "; memory + 250 MB for each process: NOT HELD by " + String.join(", ", beyond);
  }

  private void printHeader(List<String> names) {
    printCells(names);
    out.println("|" + "---|".repeat(names.size()));
  }

  private void printCells(List<String> cells) {
    out.println("| " + String.join(" | ", cells) + " |");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) || Double.isInfinite(value)
        ? "-"
        : String.format(Locale.ROOT, format, value);
  }
}
