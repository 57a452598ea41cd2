package dev.quern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong SQL, settings and options: refused at once, so this process can try them all. */
class WrongStatementTest {
  @TempDir private Path folder;

  private static CommandRun run(String... arguments) {
    return CommandRun.here(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT nme FROM 'T'                           | 42703 | Unknown column: nme at line 1, column 8; did you mean name?
          SELECT * FROM nowhere                         | 42P01 | Unknown table: nowhere at line 1, column 15
          SELECT lengt(name) FROM 'T'                   | 42883 | Unknown function: lengt at line 1, column 8; did you mean length?
          SELECT * FROM 'T' WHERE                       | 42601 | line 1, column
          SELEC 1                                       | 42601 | unexpected "SELEC"; did you mean SELECT?
          SELECT 'x                                     | 42601 | not closed
          INSERT INTO t VALUES (1)                      | 0A000 | Statement is not supported: INSERT at line 1, column 1; read files with
          CREATE TABLE t (a INT)                        | 0A000 | Statement is not supported: CREATE TABLE
          SELECT * FROM 'T' TABLESAMPLE BERNOULLI(10)   | 0A000 | TABLESAMPLE
          WITH RECURSIVE r AS (SELECT 1 x UNION ALL SELECT x + 1 FROM r WHERE x < 5) SELECT * FROM r | 0A000 | WITH RECURSIVE is not supported
          SELECT CAST(name AS INTEGER) FROM 'T'         | 22018 | value="ann", type=INTEGER
          SELECT id / 0 FROM 'T'                        | 22012 | Division by zero
          SELECT 9223372036854775807 + 1                | 22003 | 9223372036854775807 + 1
          SELECT (SELECT id FROM 'T')                   | 21000 | more than one row
          SELECT DATE '2024-02-30'                      | 22007 | 2024-02-30
          SELECT name FROM 'T' GROUP BY id              | 42000 | 'name' is not being grouped
          SET nothing = 1                               | 22023 | Unknown setting: nothing; known are scheduler
          SET tmeout = 1                                | 22023 | timeout
          SET memory = lots                             | 22023 | setting=memory, value="lots"
          SELECT * FROM read_csv('T', nothing => 1)     | 22023 | Unknown CSV option: nothing
          COPY (SELECT 1) TO '/nowhere/x.csv'           | 58P01 | path=/nowhere
          """)
  void givesOneMessage(String sql, String sqlState, String part) throws IOException {
    Path table = folder.resolve("people.csv");
    Files.writeString(table, "id,name\n1,ann\n2,bob\n");
    run("-c", sql.replace("'T'", "'" + table + "'")).assertFailed(sqlState, part);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "types => '{\"id\": \"VARCHAR\"}'",
        "types => '{\"id\": \"BIGINT\"}', on_error => 'null'",
        "types => '{\"id\": \"BIGINT\"}', on_error => 'skip'",
        "nullstr => 'x'"
      })
  void remediesOfAWrongValueWork(String remedy) throws IOException {
    Path table = folder.resolve("late.csv");
    Files.writeString(table, "id,name\n" + "1,ann\n".repeat(50_000) + "x,bob\n");
    String numbers = "read_csv('" + table + "', types => '{\"id\": \"BIGINT\"}')";
    run("-c", "SELECT sum(id) FROM " + numbers).assertFailed("22018", "value=\"x\"");
    String count = "SELECT count(id) FROM read_csv('" + table + "', " + remedy + ")";
    assertEquals(Main.EXIT_OK, run("-c", count, "-o", folder + "/n.csv").exitCode());
  }

  @Test
  void missingScript() {
    run("-f", "nowhere.sql").assertFailed("58P01", "File not found: path=nowhere.sql");
  }

  @Test
  void missingDataFolder() {
    run("--data", "nowhere", "-c", "SELECT 1").assertFailed("58P01", "nowhere");
  }

  @Test
  void missingOutputFolder() {
    run("-o", "/nowhere/x.csv", "-c", "SELECT 1").assertFailed("58P01", "path=/nowhere; make it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --nothing                  | Unknown option: '--nothing'
          --format foo -c x          | expected one of [TABLE
          --scheduler fast -c x      | setting=scheduler, value="fast"
          --memory lots -c x         | setting=memory, value="lots"
          --timeout soon -c x        | setting=timeout, value="soon"
          extra -c x                 | 'extra'
          --format parquet -c x      | needs -o FILE
          tpch                       | --output
          """)
  void wrongUsage(String arguments, String part) {
    CommandRun run = run(arguments.split(" "));
    assertEquals(Main.EXIT_USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains(part), run.err());
    assertTrue(run.err().contains("--help"), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }
}
