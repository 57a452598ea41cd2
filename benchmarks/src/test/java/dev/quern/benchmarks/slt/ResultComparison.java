package dev.quern.benchmarks.slt;

import dev.quern.benchmarks.queries.Answer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares a result with the lines of a script. Numbers are compared as numbers, those of
 * floating-point columns within {@value #TOLERANCE}.
 */
final class ResultComparison {
  private static final double TOLERANCE = 1e-6;
  private static final Pattern HASH = Pattern.compile("(\\d+) values hashing to ([0-9a-f]+)");

  /** Takes out everything in parentheses. */
  private static final UnaryOperator<String> OUTSIDE =
      sql -> {
        String text = sql;
        String shorter = text.replaceAll("\\([^()]*\\)", " ");
        while (!shorter.equals(text)) {
          text = shorter;
          shorter = text.replaceAll("\\([^()]*\\)", " ");
        }
        return text;
      };

  private final ScriptRecord record;
  private final Answer actual;
  private final boolean isForeign;
  private final boolean nullsFirst;

  /**
   * @param record with lines of either form: a row each, cells by tabs or blanks, or a value each
   * @param nullsFirst whether the script has made nulls sort first
   */
  ResultComparison(ScriptRecord record, Answer actual, boolean isForeign, boolean nullsFirst) {
    this.record = record;
    this.isForeign = isForeign;
    this.nullsFirst = nullsFirst;
    this.actual = actual;
  }

  /** Returns whether the script gives only a hash of the result. */
  static boolean isHash(ScriptRecord record) {
    return record.expected().size() == 1 && HASH.matcher(record.expected().get(0)).matches();
  }

  /** Returns the difference in words, or an empty text. */
  String difference() {
    if (isHash(record)) {
      return hashDifference();
    }
    List<String> lines = record.expected();
    if (!isOrdered() && record.sorting() == ScriptRecord.Sorting.VALUESORT) {
      return cellsDifference(sortedSingles(actual.rows()), sortedLines(lines));
    }
    List<List<@Nullable String>> rows = new ArrayList<>(actual.rows());
    String difference = rowsDifference(rows, expectedRows(lines));
    if (difference.isEmpty() || (isOrdered() && !nullsMaySortElsewhere())) {
      return difference;
    }
    List<List<String>> expected = new ArrayList<>(expectedRows(lines));
    rows.sort(Comparator.comparing(row -> sortText(row)));
    expected.sort(Comparator.comparing(row -> sortText(row)));
    return rowsDifference(rows, expected);
  }

  /** Returns whether the query has an ORDER BY of its own, outside of all parentheses. */
  private boolean isOrdered() {
    return record.sorting() == ScriptRecord.Sorting.NOSORT
        && OUTSIDE.apply(record.sql().toLowerCase(Locale.ROOT)).contains("order by");
  }

  /** The scripts of others are written for other defaults of where nulls sort. */
  private boolean nullsMaySortElsewhere() {
    return isForeign && (nullsFirst || actual.rows().stream().anyMatch(row -> row.contains(null)));
  }

  private String hashDifference() {
    Matcher hash = HASH.matcher(record.expected().get(0));
    if (!hash.matches()) {
      throw new IllegalStateException(record.expected().toString());
    }
    String digest = digest();
    return hash.group(2).equals(digest) ? "" : "hash " + digest + " instead of " + hash.group(2);
  }

  /** Returns the MD5 of all values with a line end after each. */
  private String digest() {
    List<List<@Nullable String>> rows = new ArrayList<>(actual.rows());
    if (record.sorting() == ScriptRecord.Sorting.ROWSORT) {
      rows.sort(Comparator.comparing(row -> sortText(row)));
    }
    List<String> values = new ArrayList<>();
    for (List<@Nullable String> row : rows) {
      for (String cell : row) {
        values.add(cell == null ? "NULL" : cell.isEmpty() ? "(empty)" : cell);
      }
    }
    if (record.sorting() == ScriptRecord.Sorting.VALUESORT) {
      Collections.sort(values);
    }
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      for (String value : values) {
        md5.update((value + "\n").getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(md5.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<List<String>> expectedRows(List<String> lines) {
    int columns = actual.floating().size();
    List<List<String>> rows = new ArrayList<>();
    boolean tabs = lines.stream().anyMatch(line -> line.contains("\t"));
    boolean oneValueALine = columns > 1 && !tabs && lines.size() == columns * actual.rows().size();
    if (oneValueALine) {
      for (int i = 0; i < lines.size(); i += columns) {
        rows.add(lines.subList(i, i + columns));
      }
      return rows;
    }
    for (String line : lines) {
      rows.add(cells(line, columns, tabs));
    }
    return rows;
  }

  private static List<String> cells(String line, int columns, boolean tabs) {
    if (columns == 1) {
      return List.of(line);
    }
    if (tabs) {
      return List.of(line.split("\t", -1));
    }
    String stripped = line.strip();
    List<String> wide = List.of(stripped.split("\\s{2,}", -1));
    return wide.size() == columns ? wide : List.of(stripped.split("\\s+", -1));
  }

  private static List<List<@Nullable String>> sortedSingles(List<List<@Nullable String>> rows) {
    List<List<@Nullable String>> singles = new ArrayList<>();
    for (List<@Nullable String> row : rows) {
      for (String cell : row) {
        singles.add(Collections.singletonList(cell));
      }
    }
    singles.sort(Comparator.comparing(row -> sortText(row)));
    return singles;
  }

  private static List<List<String>> sortedLines(List<String> lines) {
    List<List<String>> cells = new ArrayList<>();
    for (String line : lines) {
      for (String cell : line.split("\t", -1)) {
        cells.add(List.of(cell));
      }
    }
    cells.sort(Comparator.comparing(row -> sortText(row)));
    return cells;
  }

  private static String sortText(List<? extends @Nullable String> row) {
    StringBuilder text = new StringBuilder();
    for (String cell : row) {
      text.append(cell == null ? "NULL" : canonical(cell)).append('\u0001');
    }
    return text.toString();
  }

  /** Returns a text that is equal for what is compared as equal, but for the last digits. */
  private static String canonical(String cell) {
    if (cell.isEmpty()) {
      return "(empty)";
    }
    if (cell.equalsIgnoreCase("true")) {
      return "1";
    }
    if (cell.equalsIgnoreCase("false")) {
      return "0";
    }
    BigDecimal number = number(cell);
    if (number == null) {
      return plain(cell);
    }
    return number.round(new java.math.MathContext(6)).stripTrailingZeros().toPlainString();
  }

  private String rowsDifference(
      List<List<@Nullable String>> rows, List<? extends List<String>> expected) {
    return cellsDifference(rows, expected);
  }

  private String cellsDifference(
      List<List<@Nullable String>> rows, List<? extends List<String>> expected) {
    if (rows.size() != expected.size()) {
      return rows.size() + " rows instead of " + expected.size() + ": " + head(rows);
    }
    for (int i = 0; i < rows.size(); i++) {
      if (!matches(rows.get(i), expected.get(i))) {
        return "row " + (i + 1) + ": " + rows.get(i) + " instead of " + expected.get(i);
      }
    }
    return "";
  }

  private static String head(List<List<@Nullable String>> rows) {
    return rows.subList(0, Math.min(3, rows.size())).toString();
  }

  private boolean matches(List<@Nullable String> row, List<String> expected) {
    if (row.size() != expected.size()) {
      return tokens(String.join(" ", texts(row))).equals(tokens(String.join(" ", expected)));
    }
    for (int i = 0; i < row.size(); i++) {
      boolean floating = row.size() == actual.floating().size() && actual.floating().get(i);
      if (!matches(row.get(i), expected.get(i), floating)) {
        return false;
      }
    }
    return true;
  }

  /** Cells with blanks in them cannot be told apart where blanks are the separator. */
  private static List<String> tokens(String text) {
    return List.of(text.strip().split("\\s+", -1));
  }

  private static List<String> texts(List<@Nullable String> row) {
    List<String> texts = new ArrayList<>();
    for (String cell : row) {
      texts.add(cell == null ? "NULL" : canonical(cell));
    }
    return texts;
  }

  private static boolean matches(@Nullable String cell, String expected, boolean floating) {
    if (expected.startsWith("<REGEX>:") || expected.startsWith("<!REGEX>:")) {
      boolean found =
          Pattern.compile(expected.substring(expected.indexOf(':') + 1), Pattern.DOTALL)
              .matcher(String.valueOf(cell))
              .matches();
      return found == expected.startsWith("<REGEX>");
    }
    if (cell == null) {
      return expected.strip().equals("NULL");
    }
    if (cell.equals(expected) || plain(cell).equals(plain(expected))) {
      return true;
    }
    if (cell.equals("true") || cell.equals("false")) {
      return expected.strip().equals(cell.equals("true") ? "1" : "0")
          || expected.strip().equalsIgnoreCase(cell);
    }
    BigDecimal a = number(cell);
    BigDecimal b = number(expected.strip());
    if (a == null || b == null) {
      return false;
    }
    if (a.compareTo(b) == 0) {
      return true;
    }
    double difference = Math.abs(a.subtract(b).doubleValue());
    return floating
        && difference <= TOLERANCE * Math.max(Math.abs(a.doubleValue()), Math.abs(b.doubleValue()));
  }

  /** Returns a text without what products write differently around the same value. */
  private static String plain(String text) {
    if (text.isEmpty()) {
      return "(empty)";
    }
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.equals("infinity") || lower.equals("-infinity")) {
      return lower.replace("infinity", "inf");
    }
    if (lower.equals("nan")) {
      return lower;
    }
    String stripped = text.strip();
    return stripped.startsWith("{") || stripped.startsWith("[")
        ? stripped.replace("'", "").replace("\"", "").replaceAll("\\.0(?![0-9])", "")
        : stripped;
  }

  private static @Nullable BigDecimal number(String text) {
    if (text.isEmpty() || "+-.0123456789".indexOf(text.charAt(0)) < 0) {
      return null;
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      // A date or another text that begins with a digit.
      return null;
    }
  }
}
