package dev.quern.benchmarks.suites;

import dev.quern.benchmarks.queries.Answer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints an answer as the logic tests of SQLite do and compares it, or its MD5 hash. */
final class LogicTestAnswer {
  private LogicTestAnswer() {}

  static Optional<String> difference(LogicRecord expected, Answer answer) {
    if (answer.floating().size() != expected.types().length()) {
      return Optional.of(answer.floating().size() + " columns, not " + expected.types().length());
    }
    List<String> values = values(expected, answer);
    List<String> wanted = expected.expected();
    if (wanted.size() == 1 && wanted.get(0).contains(" values hashing to ")) {
      String hash = values.size() + " values hashing to " + hash(values);
      return hash.equals(wanted.get(0))
          ? Optional.empty()
          : Optional.of(hash + ", not " + wanted.get(0) + "; " + first(values));
    }
    return values.equals(wanted)
        ? Optional.empty()
        : Optional.of(first(values) + ", not " + first(wanted));
  }

  private static String first(List<String> values) {
    return values.subList(0, Math.min(12, values.size())).toString();
  }

  private static List<String> values(LogicRecord record, Answer answer) {
    List<List<String>> rows = new ArrayList<>();
    for (List<@Nullable String> row : answer.rows()) {
      List<String> values = new ArrayList<>();
      for (int column = 0; column < row.size(); column++) {
        values.add(value(row.get(column), record.types().charAt(column)));
      }
      rows.add(values);
    }
    if (record.sort().equals("rowsort")) {
      rows.sort(Comparator.comparing((List<String> row) -> String.join(" ", row)));
    }
    List<String> values = new ArrayList<>();
    rows.forEach(values::addAll);
    if (record.sort().equals("valuesort")) {
      Collections.sort(values);
    }
    return values;
  }

  private static String value(@Nullable String cell, char type) {
    if (cell == null) {
      return "NULL";
    }
    if (type == 'T') {
      return cell.isEmpty() ? "(empty)" : cell.replaceAll("[^ -~]", "@");
    }
    if (cell.equals("true") || cell.equals("false")) {
      return cell.equals("true") ? "1" : "0";
    }
    BigDecimal number = new BigDecimal(cell);
    return type == 'I'
        ? number.toBigInteger().toString()
        : number.setScale(3, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String hash(List<String> values) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      for (String value : values) {
        digest.update((value + "\n").getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
