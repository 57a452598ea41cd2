package dev.quern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wrong input gives one clear message and exit code 1, and leaves no process and no file behind.
 * Every run is a process of its own.
 */
class WrongInputTest {
  private static final int WRONG_LINE = 150_000;

  @TempDir private static Path data;
  @TempDir private Path folder;
  private Path temporary = Path.of("");

  @BeforeAll
  static void writeFiles() throws IOException {
    Files.writeString(data.resolve("empty.csv"), "");
    Files.writeString(data.resolve("few.csv"), "a,b\n1,2\n3\n5,6\n");
    Files.writeString(data.resolve("many.csv"), "a,b\n1,2\n3,4,5\n5,6\n");
    StringBuilder rows = new StringBuilder("id,quantity,name\n");
    for (int line = 2; line <= 200_000; line++) {
      rows.append(line).append(line == WRONG_LINE ? ",12a" : ",7").append(",name").append(line);
      rows.append('\n');
    }
    Files.writeString(data.resolve("wrong.csv"), rows);
    Files.writeString(data.resolve("good.csv"), rows.toString().replace("12a", "12"));
  }

  @BeforeEach
  void makeTemporaryFolder() throws IOException {
    temporary = Files.createDirectory(folder.resolve("temporary"));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.toList());
    }
  }

  /** Also sees to it that there were workers if there should be, and that they have ended. */
  private static CommandRun checked(String scheduler, CommandRun run) {
    assertEquals(scheduler.equals("processes"), !run.workers().isEmpty(), "workers: " + scheduler);
    assertTrue(run.workers().stream().noneMatch(ProcessHandle::isAlive), "workers are left");
    return run;
  }

  private CommandRun run(String scheduler, String sql, String... more) {
    return checked(scheduler, CommandRun.of(data, arguments(scheduler, sql, more)));
  }

  private String[] arguments(String scheduler, String sql, String... more) {
    Stream<String> fixed =
        Stream.of("--temp-dir", temporary.toString(), "--scheduler", scheduler, "-c", sql);
    return Stream.concat(fixed, Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void missingFile() {
    run("threads", "SELECT * FROM 'nowhere/x.csv'").assertFailed("58P01", "nowhere/x.csv");
  }

  @Test
  void emptyFile() {
    run("threads", "SELECT * FROM 'empty.csv'").assertFailed("22P05", "empty.csv", "declare");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void rowWithTooFewFields(String scheduler) {
    run(scheduler, "SELECT * FROM 'few.csv'")
        .assertFailed(
            "22P04", "few.csv", "line=3", "expected=2", "found=1", "row=\"3\"", "null_padding");
  }

  @Test
  void rowWithTooManyFields() {
    run("threads", "SELECT * FROM 'many.csv'")
        .assertFailed("22P04", "many.csv", "line=3", "expected=2", "found=3", "row=\"3,4,5\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void valueNotOfItsTypeInTheMiddle(String scheduler) {
    run(scheduler, "SELECT sum(quantity) FROM 'wrong.csv'")
        .assertFailed(
            "22018",
            "Cannot read column as BIGINT",
            "wrong.csv",
            "line=" + WRONG_LINE,
            "column=quantity",
            "value=\"12a\"",
            "VARCHAR");
  }

  @Test
  void workersTellTheSameAsThreads() {
    String sql = "SELECT quantity, count(*) FROM 'wrong.csv' GROUP BY quantity";
    assertEquals(run("threads", sql).err(), run("processes", sql).err());
  }

  @Test
  void cutOffParquetFile() throws IOException {
    CommandRun copy = run("threads", "COPY (SELECT * FROM 'good.csv') TO 'whole.parquet'");
    assertEquals(Main.EXIT_OK, copy.exitCode(), copy.err());
    byte[] whole = Files.readAllBytes(data.resolve("whole.parquet"));
    Files.write(data.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length / 2));
    run("threads", "SELECT count(*) FROM 'cut.parquet'")
        .assertFailed("22P04", "Not a valid Parquet file", "cut.parquet", "offset=");
  }

  @Test
  void fullTemporaryFolder() {
    String sql = "SELECT name, id FROM 'good.csv' ORDER BY name LIMIT 3 OFFSET 150000";
    for (String scheduler : List.of("threads", "processes")) {
      String[] arguments = arguments(scheduler, sql, "--memory", "1MB");
      checked(scheduler, CommandRun.withFileLimit(data, 600, arguments))
          .assertFailed("53100", "Cannot write", temporary.toString(), "temp-dir");
    }
  }

  @Test
  void temporaryFolderThatIsAFile() {
    String file = data.resolve("few.csv").toString();
    CommandRun.of(data, "--temp-dir", file, "-c", "SELECT count(*) FROM 'good.csv'")
        .assertFailed("58030", "temporary folder", file, "temp-dir");
  }

  @Test
  void outputThatDoesNotFitLeavesNothing() throws IOException {
    for (String file : List.of("big.csv", "big.parquet")) {
      String sql = "COPY (SELECT * FROM 'good.csv') TO '" + file + "'";
      CommandRun.withFileLimit(data, 100, arguments("threads", sql)).assertFailed("53100", file);
    }
    CommandRun.withFileLimit(
            data, 100, arguments("threads", "SELECT * FROM 'good.csv'", "-o", "big.json"))
        .assertFailed("53100", "big.json");
    try (Stream<Path> left = Files.list(data)) {
      assertTrue(left.noneMatch(file -> file.getFileName().toString().contains("big.")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void timeout(String scheduler) {
    run(
            scheduler,
            "SELECT count(*) FROM 'good.csv' a, 'good.csv' b WHERE a.id + b.quantity > 100",
            "--timeout",
            "200ms")
        .assertFailed("57014", "out of time", "timeout");
  }
}
