package dev.quern.benchmarks.slt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.engine.Engine;
import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Aggregates that keep values or pairs give what DuckDB gives, however a query is run. */
class AggregatesDifferentialTest {
  private static final List<String> QUERIES =
      List.of(
          "SELECT g, median(v), quantile_cont(v, 0.1), quantile_disc(v, 0.75) FROM t GROUP BY g",
          "SELECT g, array_to_string(list(s ORDER BY id DESC) FILTER (WHERE s IS NOT NULL), '|') FROM t GROUP BY g",
          "SELECT g, arg_min(s, id), arg_max(s, id), arg_max(v, id) FROM t GROUP BY g",
          "SELECT g, first(s ORDER BY id), last(s ORDER BY id) FROM t GROUP BY g",
          "SELECT arg_min(s, id), arg_max(s, id), median(id) FROM t",
          "SELECT g, bit_and(id), bit_or(id), bit_xor(id) FROM t GROUP BY g",
          "SELECT g, CAST(covar_pop(v, id) AS DECIMAL(18, 4)), CAST(corr(v, id) AS DECIMAL(18, 8)),"
              + " CAST(regr_slope(v, id) AS DECIMAL(18, 8)), CAST(regr_intercept(v, id) AS DECIMAL(18, 4)), regr_count(v, id) FROM t GROUP BY g",
          "SELECT CAST(covar_samp(v, id) AS DECIMAL(38, 4)), CAST(regr_r2(v, id) AS DECIMAL(38, 8)), CAST(regr_sxx(v, id) AS DECIMAL(38, 2)),"
              + " CAST(regr_syy(v, id) AS DECIMAL(38, 2)), CAST(regr_sxy(v, id) AS DECIMAL(38, 2)) FROM t",
          "SELECT g, quantile_disc(s, 0.5), count(*) FROM t GROUP BY g",
          "SELECT g, median(DISTINCT v), CAST(quantile_cont(DISTINCT v, 0.9) AS DECIMAL(18, 4)), quantile_disc(DISTINCT s, 0.3), median(v) FROM t GROUP BY g",
          "SELECT g, id % 3, median(DISTINCT v) FILTER (WHERE id % 2 = 0), quantile_disc(s, 0.5), grouping(g), count(DISTINCT s) FROM t GROUP BY CUBE (g, id % 3)",
          "SELECT g, count(DISTINCT s), count(DISTINCT v), count(DISTINCT id % 7) FILTER (WHERE id % 3 = 0), count(*), avg(id), avg(CAST(id AS DECIMAL(10, 2)) / 4), sum(id) FILTER (WHERE v > 50), min(s), max(v) FROM t GROUP BY g",
          "SELECT count(DISTINCT s), count(DISTINCT g), sum(DISTINCT g), avg(DISTINCT id % 100), count(DISTINCT s) FILTER (WHERE g = 3), avg(id), count(v), max(s) FROM t",
          "SELECT g, count(DISTINCT s), avg(id), avg(id) FILTER (WHERE id % 2 = 0), CAST(avg(v) AS DECIMAL(18, 6)), count(s) FROM t GROUP BY g",
          "SELECT id % 2, g, s, count(*), sum(id), grouping(g, s) FROM t GROUP BY GROUPING SETS ((id % 2, g), (id % 2, s), (s))");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "single-threaded, 4096, 256MB",
    "threads, 3, 256MB",
    "threads, 512, 4MB",
    "processes, 4096, 64MB"
  })
  void giveWhatDuckDbGives(String scheduler, String batchRows, String memory) throws SQLException {
    Settings settings =
        Settings.defaults()
            .with(Setting.SCHEDULER, scheduler)
            .with(Setting.THREADS, "2")
            .with(Setting.WORKERS, "2")
            .with(Setting.BATCH_ROWS, batchRows)
            .with(Setting.MEMORY, memory);
    try (DuckDbSide duckDb = new DuckDbSide(folder);
        Engine engine = Engine.open(settings);
        QuernSide quern = new QuernSide(engine, folder)) {
      duckDb.run(
          "CREATE TABLE t AS SELECT i AS id, (i * 7919 % 40)::INTEGER AS g,"
              + " CASE WHEN i % 11 = 0 THEN NULL ELSE (i * 104729 % 9973)::DOUBLE / 8 END AS v,"
              + " CASE WHEN i % 13 = 0 THEN NULL ELSE 's' || (i * 31 % 977) END AS s"
              + " FROM range(12000) AS r(i)");
      for (String declaration : duckDb.declarations("t")) {
        quern.run(declaration);
      }
      for (String query : QUERIES) {
        assertEquals(sorted(duckDb.query(query)), sorted(lines(quern.run(inQuern(query)))), query);
      }
    }
  }

  /** We give the list itself, which {@link #joined} puts together. */
  private static String inQuern(String query) {
    return query.replace("array_to_string(", "").replace(", '|')", "");
  }

  private static List<String> lines(Answer answer) {
    List<String> lines = new ArrayList<>();
    for (List<@Nullable String> row : answer.rows()) {
      List<String> cells = new ArrayList<>();
      row.forEach(cell -> cells.add(cell == null ? "NULL" : joined(cell)));
      lines.add(String.join("\t", cells));
    }
    return lines;
  }

  private static String joined(String cell) {
    return cell.startsWith("[") ? cell.substring(1, cell.length() - 1).replace(", ", "|") : cell;
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().sorted().toList();
  }
}
