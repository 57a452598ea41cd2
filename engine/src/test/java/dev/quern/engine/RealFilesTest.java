package dev.quern.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.engine.results.ColumnReader;
import dev.quern.engine.settings.Settings;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.queries.QueryListener;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Files that other people published, read with inferred schemas: the queries and answers of the
 * data folder's README. The folder lies beside the checkout; without it the tests are skipped.
 */
class RealFilesTest {
  private static final Path DATA =
      Path.of(System.getProperty("quern.root", ".."))
          .resolve("../shared/data")
          .toAbsolutePath()
          .normalize();

  private static Engine engine;

  @BeforeAll
  static void open() {
    assumeTrue(Files.isDirectory(DATA), "SKIPPED: no folder with published files at " + DATA);
    engine = Engine.open(Settings.defaults().with("scheduler", "threads").with("threads", "2"));
  }

  @AfterAll
  static void close() {
    if (engine != null) {
      engine.close();
    }
  }

  @TestFactory
  List<DynamicTest> queriesOfTheReadme() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    String sql = null;
    List<String> answer = new ArrayList<>();
    for (String line : Files.readAllLines(DATA.resolve("README.md"))) {
      boolean isQuery = line.startsWith("> ");
      if (sql != null && (isQuery || line.startsWith("```"))) {
        tests.add(test(sql, answer));
        sql = null;
      }
      if (isQuery) {
        sql = line.substring(2);
        answer = new ArrayList<>();
      } else if (sql != null) {
        answer.add(line);
      }
    }
    assertTrue(tests.size() >= 15, "only " + tests.size() + " queries found");
    return tests;
  }

  private static DynamicTest test(String sql, List<String> answer) {
    return DynamicTest.dynamicTest(sql, () -> check(sql, answer));
  }

  private static void check(String sql, List<String> answer) throws IOException {
    List<List<String>> expected = new ArrayList<>();
    try (StringReader text =
        new StringReader(String.join("\n", answer.subList(1, answer.size())))) {
      for (CSVRecord row : CSVFormat.DEFAULT.parse(text)) {
        expected.add(row.stream().map(RealFilesTest::normal).toList());
      }
    }
    assertEquals(expected, run(sql));
  }

  private static List<List<String>> run(String sql) {
    List<List<String>> rows = new ArrayList<>();
    try (Session session = engine.openSession(DATA);
        StatementResult result = session.execute(session.parse(sql).get(0), QueryListener.NONE)) {
      for (Batch batch = result.rows().next(); batch != null; batch = result.rows().next()) {
        try (Batch closed = batch) {
          for (int row = 0; row < closed.rowCount(); row++) {
            List<String> cells = new ArrayList<>();
            for (int column = 0; column < closed.columnCount(); column++) {
              cells.add(
                  normal(
                      new ColumnReader(closed.schema().type(column), closed.vector(column))
                          .text(row)));
            }
            rows.add(cells);
          }
        }
      }
    }
    return rows;
  }

  /**
   * Numbers without trailing zeros, except texts with leading ones; timestamps without a zero
   * fraction.
   */
  private static String normal(String cell) {
    if (cell == null) {
      return "";
    }
    if (cell.matches("-?(0|[1-9]\\d*)(\\.\\d+)?(E-?\\d+)?")) {
      BigDecimal number = new BigDecimal(cell).stripTrailingZeros();
      return number.signum() == 0 ? "0" : number.toPlainString();
    }
    return cell.replaceAll("(\\d\\d:\\d\\d:\\d\\d)\\.0+$", "$1");
  }

  /** Answers computed with another JSON parser over the same files. */
  @Test
  void jsonAndArrowFilesGiveTheRightAnswers() {
    assertEquals(
        "[[406, 398, 400, 1970-01-01, 1982-01-01, 3]]",
        run("SELECT count(*), count(Miles_per_Gallon), count(Horsepower), min(\"Year\"),"
                + " max(\"Year\"), count(DISTINCT Origin) FROM 'vega/cars.json'")
            .toString());
    assertEquals(
        "[[3201, 3200, 1776, 140542660013, 352582053, 126116, 2988]]",
        run("SELECT count(*), count(Title), min(Title) FILTER (WHERE Title LIKE '17%'),"
                + " sum(\"US Gross\"), max(\"US DVD Sales\"), sum(\"Rotten Tomatoes Rating\"),"
                + " count(\"IMDB Rating\") FROM 'vega/movies.json'")
            .toString());
    assertEquals(
        "[[R, 1194], [PG-13, 865], [, 605]]",
        run("SELECT \"MPAA Rating\", count(*) AS n FROM 'vega/movies.json' GROUP BY 1"
                + " ORDER BY n DESC LIMIT 3")
            .toString());
    assertEquals(
        "[[344, 1437000, 15021.3, 10]]",
        run("SELECT count(*), sum(\"Body Mass (g)\"), round(sum(\"Beak Length (mm)\"), 1),"
                + " count(*) FILTER (WHERE Sex IS NULL) FROM read_json('vega/penguins.json')")
            .toString());
    assertEquals(
        "[[20000, 154078, 14476934, 2001-01-01 00:47:00, 2001-03-31 22:27:00]]",
        run("SELECT count(*), sum(delay), sum(distance), min(date), max(date)"
                + " FROM 'vega/flights-20k.json'")
            .toString());
    assertEquals(
        "[[FeatureCollection, 1]]",
        run("SELECT \"type\", count(*) FROM 'vega/earthquakes.json' GROUP BY 1").toString());
    assertEquals(
        run("SELECT count(*) AS n FROM read_arrow('flights/flights-200k.arrow')"),
        run(
            "SELECT count(delay) FROM 'flights/flights-200k.arrow'"
                + " WHERE delay IS NOT NULL AND distance > 0"));
  }

  @Test
  void everyTableFileLoadsWithAnInferredSchema() throws IOException {
    List<String> failures = new ArrayList<>();
    try (Stream<Path> files = Files.walk(DATA)) {
      for (Path file :
          files
              .filter(path -> path.toString().matches(".*\\.(csv|tsv|parquet|json|arrow)"))
              .sorted()
              .toList()) {
        String name = DATA.relativize(file).toString();
        try {
          long count = Long.parseLong(run("SELECT count(*) FROM '" + name + "'").get(0).get(0));
          run("SELECT * FROM '" + name + "' LIMIT 5");
          if (count == 0) {
            failures.add(name + ": no rows");
          }
        } catch (RuntimeException e) {
          failures.add(name + ": " + e.getMessage());
        }
      }
    }
    assertEquals(List.of(), failures);
  }
}
