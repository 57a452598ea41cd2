package dev.quern.benchmarks.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.benchmarks.queries.AnswerComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The 99 queries of TPC-DS give the answers of DuckDB over the same rows. */
class TpcdsAnswersTest {
  @TempDir private static Path root;

  private final SkipList skips = SkipList.of("tpcds.skip");

  @Test
  void answersAgreeWithDuckDb() throws IOException, SQLException {
    assertEquals(List.of(), differences(0.01));
  }

  @Test
  @Tag("nightly")
  void answersOfScaleOneAgreeWithDuckDb() throws IOException, SQLException {
    assertEquals(List.of(), differences(1));
  }

  private List<String> differences(double scale) throws IOException, SQLException {
    Path suite = SuiteFiles.folder("tpcds");
    Path folder = root.resolve("scale-" + scale);
    List<String> differences = new ArrayList<>();
    try (DuckDatabase database = new DuckDatabase()) {
      TpcdsData.load(database, suite.resolve("schema"), scale, root);
      database.export(folder);
      try (Connection quern =
          DriverManager.getConnection("jdbc:quern:" + folder + "?scheduler=threads&threads=2")) {
        for (Path file : SuiteFiles.files(suite.resolve("queries"), ".sql")) {
          String where = scale + "/" + file.getFileName();
          if (!skips.isLeftOut(where)) {
            difference(SuiteFiles.text(file), database, quern)
                .ifPresent(text -> differences.add(where + ": " + text));
          }
        }
      }
    }
    return differences;
  }

  private static Optional<String> difference(String sql, DuckDatabase database, Connection quern) {
    try {
      OrderedQuery query = OrderedQuery.of(sql);
      Answer expected = database.answer(query.withoutLimit());
      Answer all = JdbcAnswers.answer(quern, query.withoutLimit());
      Optional<String> rows = AnswerComparison.difference(all, expected, false);
      if (rows.isPresent()) {
        return rows;
      }
      List<String> names = JdbcAnswers.columnNames(quern, sql);
      return query.difference(JdbcAnswers.answer(quern, sql), expected, names);
    } catch (SQLException e) {
      return Optional.of("failed: " + e.getMessage());
    }
  }
}
