package dev.quern.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Results of millions of rows read in a JVM of 128 MB: they begin to arrive at once, and closing
 * one early frees what it holds.
 */
class LargeResultTest {
  private static final long FIRST_ROW_MILLIS = 1000;
  private static final long CLOSE_MILLIS = 1000;

  @TempDir Path folder;

  /** On a busy machine, too, most of the time passes behind the first row. */
  @Test
  void fiveMillionRowsPassThroughASmallHeap() throws Exception {
    Properties told = run(5_000_000, 120);
    long firstRowMillis = number(told, "firstRowMillis");
    assertTrue(
        firstRowMillis <= FIRST_ROW_MILLIS || firstRowMillis <= number(told, "allRowsMillis") / 3,
        told.toString());
  }

  /** Run it with {@code ./mvnw -P soak verify -pl clients -am}. */
  @Test
  @Tag("soak")
  void aHundredMillionRowsPassThroughASmallHeap() throws Exception {
    Properties told = run(100_000_000, 900);
    assertTrue(number(told, "firstRowMillis") <= FIRST_ROW_MILLIS, told.toString());
    System.err.println("100 million rows: " + told);
  }

  private Properties run(long rowCount, int limitSeconds) throws Exception {
    Properties told = read(rowCount, limitSeconds);
    assertEquals(rowCount, number(told, "rows"));
    assertEquals(rowCount * (rowCount - 1) / 2, number(told, "sum"));
    assertTrue(number(told, "closeMillis") <= CLOSE_MILLIS, told.toString());
    assertTrue(number(told, "heapMegabytes") < 128, told.toString());
    try (Stream<Path> left = Files.walk(folder.resolve("temp"))) {
      assertEquals(List.of(), left.filter(Files::isRegularFile).toList());
    }
    return told;
  }

  private static long number(Properties told, String name) {
    return Long.parseLong(told.getProperty(name));
  }

  /** Runs {@link LargeResultProgram} and returns what it prints. */
  private Properties read(long rowCount, int limitSeconds) throws Exception {
    Files.createDirectory(folder.resolve("temp"));
    Path output = folder.resolve("output.txt");
    Path errors = folder.resolve("errors.txt");
    String url = "jdbc:quern:?memory=512MB&tempDir=" + folder.resolve("temp");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-cp"));
    command.add(
        JarTest.jar()
            + File.pathSeparator
            + LargeResultTest.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    command.addAll(List.of(LargeResultProgram.class.getName(), url, Long.toString(rowCount)));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    boolean isDone = process.waitFor(limitSeconds, TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(errors, StandardCharsets.UTF_8);
    assertTrue(isDone, "not done in " + limitSeconds + " s: " + said);
    assertEquals(0, process.waitFor(), said);
    Properties told = new Properties();
    try (var reader = Files.newBufferedReader(output, StandardCharsets.UTF_8)) {
      told.load(reader);
    }
    return told;
  }
}
