package dev.quern.benchmarks.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.cli.tpch.TpchGenerator;
import dev.quern.engine.Engine;
import dev.quern.engine.settings.Settings;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Product tests of Trino over TPC-H give the rows of their result files. */
class TrinoSuiteTest {
  @TempDir private static Path root;

  @Test
  void answersAreThoseOfTheSmallSuites() throws SQLException {
    SkipList skips = SkipList.of("trino.skip");
    assertEquals(List.of(), differences(0.01, skips, "join", "group-by", "order_by", "aggregate"));
    assertEquals(Set.of(), skips.unused());
  }

  /** The expected rows of these were made at scale 1. */
  @Test
  @Tag("nightly")
  void answersAreThoseOfScaleOne() throws SQLException {
    SkipList skips = SkipList.of("trino-scale-1.skip");
    assertEquals(List.of(), differences(1, skips, "hive_tpch", "group-by"));
    assertEquals(Set.of(), skips.unused());
  }

  private List<String> differences(double scale, SkipList skips, String... suites)
      throws SQLException {
    Path folder = tables(scale);
    List<String> differences = new ArrayList<>();
    try (Connection quern = DriverManager.getConnection("jdbc:quern:" + folder + "?threads=2")) {
      declareShortNames(quern);
      for (String suite : suites) {
        for (Path file : SuiteFiles.files(SuiteFiles.folder("trino/" + suite), ".sql")) {
          String where = suite + "/" + file.getFileName();
          if (!skips.isLeftOut(where)) {
            difference(file, quern).ifPresent(text -> differences.add(where + ": " + text));
          }
        }
      }
    }
    return differences;
  }

  private static Path tables(double scale) {
    Path folder = root.resolve("scale-" + scale);
    try (Engine engine = Engine.open(Settings.defaults())) {
      new TpchGenerator(engine.formats().byName("parquet"), engine.allocator(), 2)
          .generate(scale, 2, folder);
    }
    return folder;
  }

  /** Trino's own catalog of TPC-H has column names without the letter of the table. */
  private static void declareShortNames(Connection quern) throws SQLException {
    for (String table : List.of("nation", "part", "orders")) {
      List<String> columns = new ArrayList<>();
      for (String name : JdbcAnswers.columnNames(quern, "SELECT * FROM " + table)) {
        columns.add(name + " AS " + name.substring(name.indexOf('_') + 1));
      }
      try (Statement statement = quern.createStatement()) {
        statement.execute(
            "CREATE VIEW tiny_%s AS SELECT %s FROM %s"
                .formatted(table, String.join(", ", columns), table));
      }
    }
  }

  private static Optional<String> difference(Path file, Connection quern) {
    String expected = SuiteFiles.text(Path.of(file.toString().replace(".sql", ".result")));
    String sql = SuiteFiles.text(file).replace("tpch.tiny.", "tiny_").strip();
    try {
      String[] statements = sql.split(";\\s*\n(?!--)");
      for (int i = 0; i < statements.length - 1; i++) {
        try (Statement statement = quern.createStatement()) {
          statement.execute(statements[i]);
        }
      }
      String last = statements[statements.length - 1].replaceAll(";\\s*$", "");
      return difference(JdbcAnswers.answer(quern, last), expected);
    } catch (SQLException e) {
      return Optional.of("failed: " + e.getMessage());
    }
  }

  private static Optional<String> difference(Answer actual, String expected) {
    List<List<String>> rows = new ArrayList<>();
    expected
        .lines()
        .filter(line -> !line.startsWith("--") && !line.isBlank())
        .forEach(line -> rows.add(List.of(line.substring(0, line.length() - 1).split("\\|", -1))));
    List<List<@Nullable String>> actualRows = new ArrayList<>(actual.rows());
    if (expected.contains("ignoreOrder: true")) {
      actualRows.sort(Comparator.comparing(TrinoSuiteTest::sortText));
      rows.sort(Comparator.comparing(TrinoSuiteTest::sortText));
    }
    if (actualRows.size() != rows.size()) {
      return Optional.of(actualRows.size() + " rows instead of " + rows.size());
    }
    for (int i = 0; i < rows.size(); i++) {
      for (int column = 0; column < rows.get(i).size(); column++) {
        String cell = actualRows.get(i).get(column);
        String wanted = rows.get(i).get(column);
        boolean isSame =
            cell == null
                ? wanted.equals("null")
                : ExpectedCell.matches(cell.strip(), wanted.strip(), actual.floating().get(column));
        if (!isSame) {
          return Optional.of("row " + (i + 1) + ": " + actualRows.get(i) + ", not " + rows.get(i));
        }
      }
    }
    return Optional.empty();
  }

  private static String sortText(List<? extends @Nullable String> row) {
    return String.join("|", row.stream().map(String::valueOf).toList());
  }
}
