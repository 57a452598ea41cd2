package dev.quern.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SectionTableTest {
  private static final long GIGABYTE = 1L << 30;

  @Test
  void printsTimesSideBySideWithTheirSpread() {
    String text =
        print(section(0, row("Q01", times(0.5, 0.25, 1.0), times(1.0, 2.0)), failedRow("Q02")));

    assertTrue(text.contains("| query | Quern s | DuckDB s | ratio |\n"), text);
    assertTrue(text.contains("| Q01 | 0.250 | 1.000 | 0.25 |\n"), text);
    assertTrue(
        text.contains(
            "| Q01 | Quern | 3.00 | 2.000 | 0.250 | 0.500 | 1.000 | 0.25 | 100 | 1.5 | DuckDB |\n"),
        text);
    assertTrue(text.contains("| Q02 | 1.000 | - | - |\n"), text);
    assertTrue(text.contains("- DuckDB failed Q02: out of memory\n"), text);
    assertTrue(text.contains("geometric mean 0.250, of the totals 0.250"), text);
    assertTrue(text.contains("- commit: abc\n"), text);
    assertFalse(text.contains("MB/s"), text);
    assertFalse(text.contains("held"), text);
  }

  @Test
  void saysWhetherTheBudgetWasHeld() {
    long allowed = GIGABYTE + 2 * Section.BYTES_PER_PROCESS;
    String held = print(section(GIGABYTE, row("Q01", peak(allowed, 2), peak(10, 1))));
    assertTrue(held.contains("each process: held\n"), held);
    String broken = print(section(GIGABYTE, row("Q01", peak(allowed + 1, 2), peak(10, 1))));
    assertTrue(broken.contains("each process: NOT HELD by Q01\n"), broken);
  }

  @Test
  void enginesThatWereNotAskedHaveNoTimes() {
    Map<String, QueryTimes> quernAlone = Map.of("Quern", times(1.0));
    String text =
        print(
            section(
                0,
                row("Q01", times(1.0), times(2.0)),
                new QueryRow("Q02", quernAlone, "-", "", 0)));
    assertTrue(text.contains("| Q01 | DuckDB |"), text);
    assertTrue(text.contains("| Q02 | Quern |"), text);
    assertFalse(text.contains("| Q02 | DuckDB |"), text);
    assertFalse(text.contains("failed"), text);
  }

  @Test
  void namesWhatQuernFailed() {
    Section section =
        section(
            0,
            new QueryRow(
                "Q01",
                engines(QueryTimes.failed("wrong answer: x"), times(1.0)),
                "DuckDB",
                "wrong answer: x",
                0));
    assertTrue(section.hasFailures());
    String text = print(section);
    assertTrue(text.contains("- QUERN FAILED Q01: wrong answer: x\n"), text);
    assertEquals(0, section.against("DuckDB").count());
  }

  @Test
  void tellsBytesPerSecondOfScans() {
    String text =
        print(section(0, new QueryRow("sum", engines(times(0.5), times(2.0)), "", "", 10_000_000)));
    assertTrue(text.contains("| Quern MB/s | DuckDB MB/s |\n"), text);
    assertTrue(text.contains("| sum | 0.500 | 2.000 | 0.25 | 20 | 5 |\n"), text);
  }

  @Test
  void setsTwoSectionsSideBySide() {
    Section small =
        section(1, row("Q01", times(2.0), times(1.0)), row("Q02", times(4.0), times(1.0)));
    Section large =
        section(2, row("Q01", times(1.0), times(1.0)), row("Q02", times(1.0), times(1.0)));
    SectionComparison comparison = new SectionComparison("memory 2 over 1", small, large);
    assertEquals(2.0 / 6.0, comparison.ratios("Quern").ofTotals(), 1e-9);
    assertEquals(Math.sqrt(0.125), comparison.ratios("Quern").geometricMean(), 1e-9);
    assertEquals(0.5, comparison.ratios("Quern").worst(), 1e-9);

    String text = captured(comparison::print);
    assertTrue(text.contains("| Q02 | 0.25 | 1.00 |\n"), text);
    assertTrue(text.contains("- Quern: geometric mean 0.354, of the totals 0.333"), text);
  }

  @Test
  void medianLiesBetweenTheTwoInTheMiddle() {
    assertEquals(2.5, times(4.0, 1.0, 3.0, 2.0).medianSeconds());
    assertEquals(1.0, times(1.0).medianSeconds());
    assertTrue(Double.isNaN(QueryTimes.failed("x").medianSeconds()));
  }

  private static Section section(long budgetBytes, QueryRow... rows) {
    return new Section(
        "title", Map.of("commit", "abc"), List.of("Quern", "DuckDB"), budgetBytes, List.of(rows));
  }

  private static QueryRow row(String query, QueryTimes quern, QueryTimes duckDb) {
    return new QueryRow(query, engines(quern, duckDb), "DuckDB", "", 0);
  }

  private static QueryRow failedRow(String query) {
    return row(query, times(1.0), QueryTimes.failed("out of memory\nand more"));
  }

  private static Map<String, QueryTimes> engines(QueryTimes quern, QueryTimes duckDb) {
    Map<String, QueryTimes> engines = new LinkedHashMap<>();
    engines.put("Quern", quern);
    engines.put("DuckDB", duckDb);
    return engines;
  }

  private static QueryTimes times(Double... seconds) {
    return new QueryTimes(3, 2, List.of(seconds), List.of(seconds), 100_000_000, 1, 1_500_000, "");
  }

  private static QueryTimes peak(long bytes, int processes) {
    return new QueryTimes(3, 2, List.of(1.0), List.of(1.0), bytes, processes, 0, "");
  }

  private static String print(Section section) {
    return captured(out -> new SectionTable(section, out).print());
  }

  private static String captured(Consumer<PrintStream> printer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    printer.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
