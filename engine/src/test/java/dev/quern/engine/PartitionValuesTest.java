package dev.quern.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The name of a folder is the same value in every format, for pruning and in the rows. */
class PartitionValuesTest {
  private static final String NO_VALUE = "-";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "BOOLEAN; Yes; true",
        "BOOLEAN; f; false",
        "BOOLEAN; 2; -",
        "BOOLEAN; __HIVE_DEFAULT_PARTITION__; null",
        "INTEGER; 01; 1",
        "INTEGER; 1e3; -",
        "INTEGER; %31; 1",
        "INTEGER; %201; -",
        "INTEGER; 3000000000; -",
        "BIGINT; 3000000000; 3000000000",
        "INTEGER; ''; null",
        "DOUBLE; 1e3; 1000.0",
        "DOUBLE; 1d; -",
        "DOUBLE; NaN; NaN",
        "DECIMAL(5, 2); 1.5; 1.50",
        "DECIMAL(5, 2); 1.555; -",
        "DECIMAL(30, 2); 12345678901234567890.5; 12345678901234567890.50",
        "VARCHAR; 01; 01",
        "VARCHAR; a%20b; a b",
        "VARCHAR; 100%; 100%",
        "VARCHAR; a+b; a+b",
        "VARCHAR; __HIVE_DEFAULT_PARTITION__; null",
        "DATE; 2024-02-29; 2024-02-29",
        "DATE; 2023-02-29; -",
        "DATE; 2024-2-9; -",
        "TIMESTAMP; 2024-02-29 10%3A00%3A00; 2024-02-29 10:00:00",
        "TIMESTAMP; 2024-02-29; 2024-02-29 00:00:00",
        "TIME; 10%3A00%3A01; 10:00:01"
      })
  void isTheSameEverywhere(String type, String text, String value) throws IOException {
    try (Engine engine = Engine.open(Settings.defaults().with("scheduler", "single-threaded"));
        Session session = engine.openSession(folder)) {
      for (String format : List.of("csv", "parquet", "json")) {
        Path partition = folder.resolve(format).resolve("k=" + text);
        Files.createDirectories(partition);
        SqlRun.rows(
            session,
            "COPY (SELECT 7 AS id) TO '"
                + partition
                + "/p."
                + format
                + "' (FORMAT "
                + format
                + ")");
        SqlRun.rows(
            session,
            "CREATE EXTERNAL TABLE t_%s (id INT, k %s) STORED AS %s LOCATION '%s'"
                .formatted(format, type, format, folder.resolve(format)));
        check(session, "t_" + format, type, value);
      }
    }
  }

  private static void check(Session session, String table, String type, String value) {
    assertEquals(List.of("7"), SqlRun.rows(session, "SELECT id FROM " + table), table);
    String all = "SELECT k FROM " + table;
    if (value.equals(NO_VALUE)) {
      assertEquals(ErrorCode.INVALID_CAST, errorOf(session, all), table);
      assertEquals(ErrorCode.INVALID_CAST, errorOf(session, all + " WHERE k IS NULL"), table);
      return;
    }
    assertEquals(List.of(value), SqlRun.rows(session, all), table);
    String condition =
        value.equals("null") ? "k IS NULL" : "k = CAST('" + value + "' AS " + type + ")";
    assertEquals(List.of("7"), SqlRun.rows(session, select(table, condition)), table);
    assertEquals(List.of(), SqlRun.rows(session, select(table, "NOT " + condition)), table);
  }

  private static String select(String table, String condition) {
    return "SELECT id FROM " + table + " WHERE " + condition;
  }

  private static ErrorCode errorOf(Session session, String sql) {
    try {
      SqlRun.rows(session, sql);
    } catch (QueryException e) {
      return e.code();
    }
    return ErrorCode.INTERNAL;
  }
}
