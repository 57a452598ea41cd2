package dev.quern.benchmarks.suites;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the cells of a table that Quidem has printed in one of its formats. */
final class QuidemTable {
  private QuidemTable() {}

  /** Returns the rows without the heading. An empty cell may be a null. */
  static List<List<String>> rows(List<String> output) {
    List<String> lines = output.stream().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      return List.of();
    }
    if (lines.get(0).startsWith("+-")) {
      return framed(lines);
    }
    boolean isRuled = lines.size() > 1 && lines.get(1).strip().matches("[-+]+");
    return separated(lines.subList(isRuled ? 2 : 1, lines.size()), isRuled ? "\\|" : ", ");
  }

  private static List<List<String>> framed(List<String> lines) {
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("|")) {
        rows.add(cells(line.substring(1, line.lastIndexOf('|')), "\\|"));
      }
    }
    return rows.subList(1, rows.size());
  }

  private static List<List<String>> separated(List<String> lines, String separator) {
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines) {
      if (!line.matches("\\(\\d+ rows?\\)")) {
        rows.add(cells(line, separator));
      }
    }
    return rows;
  }

  private static List<String> cells(String line, String separator) {
    return Arrays.stream(line.split(separator, -1)).map(String::strip).toList();
  }
}
