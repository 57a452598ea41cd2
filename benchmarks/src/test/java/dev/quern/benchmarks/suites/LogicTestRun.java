package dev.quern.benchmarks.suites;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the records of logic tests: statements on DuckDB, whose tables are exported when a query
 * follows, and every n-th query on Quern.
 */
final class LogicTestRun {
  private static final Set<String> USER_ERRORS_OF_REFUSAL = Set.of("0A000");

  private final Path scratch;
  private final int step;
  private final SkipList skips;
  private final List<String> differences = new ArrayList<>();
  private int exports;
  private int queries;

  /**
   * @param step 1 = run every query, n = every n-th
   */
  LogicTestRun(Path scratch, int step, SkipList skips) {
    this.scratch = scratch;
    this.step = step;
    this.skips = skips;
  }

  List<String> differences() {
    return differences;
  }

  int queries() {
    return queries;
  }

  void run(String name, String text) throws SQLException, IOException {
    @Nullable Connection quern = null;
    int seen = 0;
    try (DuckDatabase database = new DuckDatabase()) {
      for (LogicRecord record : LogicTestFile.parse(text)) {
        if (!record.isQuery()) {
          database.execute(withDoubles(record.sql()));
          quern = closed(quern);
          continue;
        }
        String where = name + ":" + record.line();
        seen++;
        if (seen % step != 0 || skips.isLeftOut(where)) {
          continue;
        }
        if (quern == null) {
          quern = export(database);
        }
        check(where, record, quern);
      }
    } finally {
      closed(quern);
    }
  }

  /** In SQLite every REAL has 64 bits. */
  private static String withDoubles(String sql) {
    return sql.startsWith("CREATE TABLE") ? sql.replaceAll("\\b(FLOAT|REAL)\\b", "DOUBLE") : sql;
  }

  private Connection export(DuckDatabase database) throws SQLException {
    exports++;
    Path folder = scratch.resolve("tables-" + exports);
    database.export(folder);
    return DriverManager.getConnection(
        "jdbc:quern:" + folder + "?scheduler=single-threaded&threads=1");
  }

  private static @Nullable Connection closed(@Nullable Connection connection) throws SQLException {
    if (connection != null) {
      connection.close();
    }
    return null;
  }

  private void check(String where, LogicRecord record, Connection quern) {
    queries++;
    try {
      Optional<String> difference =
          LogicTestAnswer.difference(record, JdbcAnswers.answer(quern, record.sql()));
      boolean mustBeRefused = skips.mustBeRefused(where);
      if (mustBeRefused) {
        add(where, record, "is not refused any more");
      } else if (difference.isPresent()) {
        add(where, record, difference.get());
      }
    } catch (SQLException e) {
      boolean isRefused = USER_ERRORS_OF_REFUSAL.contains(e.getSQLState());
      if (!isRefused || !skips.mustBeRefused(where)) {
        add(where, record, "failed: " + e.getSQLState() + " " + e.getMessage());
      }
    } catch (NumberFormatException e) {
      add(where, record, "not a number: " + e.getMessage());
    }
  }

  private void add(String where, LogicRecord record, String text) {
    differences.add(where + ": " + text + " [" + record.sql().replaceAll("\\s+", " ") + "]");
  }
}
