package dev.quern.benchmarks.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.benchmarks.queries.Answer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries of Calcite's scripts over its SCOTT and POST tables give the printed rows. */
class CalciteSuiteTest {
  /** Refused by name, no such function, not the syntax, not valid. */
  private static final Set<String> REFUSALS = Set.of("0A000", "42883", "42601", "42000");

  private static final String INTERNAL = "XX000";

  @TempDir private static Path root;

  private final SkipList skips = SkipList.of("calcite.skip");
  private int count;

  @Test
  void queriesGiveThePrintedRows() throws SQLException {
    Path suite = SuiteFiles.folder("calcite");
    List<String> differences = new ArrayList<>();
    try (Connection scott = connect(CalciteTables.scott(suite.resolve("scott"), root));
        Connection post = connect(CalciteTables.post(suite.resolve("post"), root))) {
      for (Path file : SuiteFiles.files(suite, ".iq")) {
        for (QuidemRecord record : QuidemScript.parse(SuiteFiles.text(file))) {
          String where = file.getFileName() + ":" + record.line();
          if (skips.isLeftOut("!use " + record.database()) || skips.isLeftOut(where)) {
            continue;
          }
          count++;
          difference(where, record, record.database().equals("post") ? post : scott)
              .ifPresent(text -> differences.add(where + ": " + text));
        }
      }
    }
    assertEquals(List.of(), differences);
    assertEquals(Set.of(), skips.unused());
    assertTrue(count > 500, "only " + count + " queries");
  }

  private static Connection connect(Path folder) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:quern:" + folder + "?scheduler=single-threaded&threads=1");
  }

  private Optional<String> difference(String where, QuidemRecord record, Connection quern) {
    String sql = record.sql().replaceAll("(?i)\"?scott\"?\\.", "");
    try {
      if (record.isUpdate()) {
        execute(sql, quern);
        return Optional.empty();
      }
      Answer answer = JdbcAnswers.answer(quern, sql);
      if (record.isError()) {
        return Optional.of("gives rows instead of an error: " + first(answer.rows()));
      }
      return difference(record, answer);
    } catch (SQLException e) {
      boolean mayFail =
          record.isError()
              ? !INTERNAL.equals(e.getSQLState())
              : skips.mustBeRefused(where) && REFUSALS.contains(e.getSQLState());
      return mayFail
          ? Optional.empty()
          : Optional.of("failed: " + e.getSQLState() + " " + e.getMessage());
    }
  }

  private static void execute(String sql, Connection quern) throws SQLException {
    try (Statement statement = quern.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Optional<String> difference(QuidemRecord record, Answer answer) {
    List<List<String>> expected = new ArrayList<>(QuidemTable.rows(record.output()));
    List<List<@Nullable String>> actual = new ArrayList<>(answer.rows());
    if (OrderedQuery.of(record.sql()).orderKeys().isEmpty()) {
      expected.sort(Comparator.comparing(CalciteSuiteTest::sortText));
      actual.sort(Comparator.comparing(CalciteSuiteTest::sortText));
    }
    boolean isSame = actual.size() == expected.size();
    for (int i = 0; isSame && i < actual.size(); i++) {
      isSame = isSame(actual.get(i), expected.get(i), answer.floating());
    }
    return isSame ? Optional.empty() : Optional.of(first(actual) + ", not " + first(expected));
  }

  private static boolean isSame(
      List<@Nullable String> actual, List<String> expected, List<Boolean> floating) {
    if (actual.size() != expected.size()) {
      return false;
    }
    for (int i = 0; i < actual.size(); i++) {
      String cell = actual.get(i);
      String wanted = expected.get(i);
      boolean isSame =
          cell == null
              ? wanted.isEmpty() || wanted.equals("null")
              : ExpectedCell.matches(elementsAsCalcite(cell.strip()), wanted, floating.get(i));
      if (!isSame) {
        return false;
      }
    }
    return true;
  }

  /** Writes nulls within a list as Calcite does. */
  private static String elementsAsCalcite(String cell) {
    return cell.startsWith("[") ? cell.replaceAll("\\bNULL\\b", "null") : cell;
  }

  private static String sortText(List<? extends @Nullable String> row) {
    return String.join(
        "|",
        row.stream()
            .map(cell -> cell == null || cell.equals("null") ? "" : sortText(cell))
            .toList());
  }

  /** Numbers that are equal sort alike however many zeros they end with. */
  private static String sortText(String cell) {
    return cell.matches("-?\\d+\\.\\d+") ? cell.replaceAll("\\.?0+$", "") : cell;
  }

  private static String first(List<? extends List<? extends @Nullable String>> rows) {
    return rows.size() + " rows " + rows.subList(0, Math.min(6, rows.size()));
  }
}
