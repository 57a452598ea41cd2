package dev.quern.benchmarks.slt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.engine.Engine;
import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The suites of DuckDB and GlareDB: nightly, a sample of the scripts and all of them. What does not
 * pass stands in {@code src/test/slt/skips}, with the reason; what stands there and is refused must
 * be refused in plain words, and never be a wrong answer. {@code QUERN_WRITE_SKIPS=1} adds refusals
 * to the lists, and never anything else; {@code QUERN_SLT=small} gives every query 4 MB and batches
 * of 3 rows, {@code QUERN_SLT=all} also runs the scripts that their authors call slow.
 */
@Tag("nightly")
class ForeignSuitesTest {
  private static final int MOST_WORDS = 90;

  @TempDir private static Path root;

  @ParameterizedTest
  @CsvSource({"duckdb, 4", "glaredb/standard, 2"})
  void givesWhatASampleOfTheSuiteExpects(String suite, int step) throws Exception {
    check(suite, step);
  }

  @ParameterizedTest
  @ValueSource(strings = {"duckdb", "glaredb/standard"})
  void givesWhatTheSuiteExpects(String suite) throws Exception {
    check(suite, 1);
  }

  private static void check(String suite, int step) throws Exception {
    Path folder = Path.of("../../shared/suites").resolve(suite).toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      System.err.println("SKIPPED: no suite at " + folder);
    }
    assumeTrue(Files.isDirectory(folder), "no suite at " + folder);
    Path listFile = Path.of("src/test/slt/skips", suite.replace('/', '-') + ".txt");
    SkipList skips = SkipList.read(listFile);
    List<Failure> failures = run(folder, skips, step);
    write(suite, failures);
    if ("1".equals(System.getenv("QUERN_WRITE_SKIPS"))) {
      addRefusals(listFile, skips, failures);
    }
    List<String> unexplained =
        failures.stream()
            .filter(failure -> !isExplained(failure, skips))
            .map(Failure::toString)
            .toList();
    assertEquals(
        0,
        unexplained.size(),
        () -> unexplained.size() + " failures, e.g.\n" + String.join("\n", head(unexplained)));
  }

  private static List<String> head(List<String> lines) {
    return lines.subList(0, Math.min(20, lines.size()));
  }

  private static List<Failure> run(Path folder, SkipList skips, int step) throws Exception {
    List<Failure> failures = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try (Engine engine = Engine.open(settings())) {
      List<Future<List<Failure>>> runs = new ArrayList<>();
      List<Path> scripts = scripts(folder);
      for (int i = 0; i < scripts.size(); i += step) {
        Path file = scripts.get(i);
        String name = folder.relativize(file).toString();
        SkipList.Entry whole = skips.find(name, 0);
        if (whole == null) {
          runs.add(pool.submit(() -> runScript(engine, name, file)));
        }
      }
      for (Future<List<Failure>> run : runs) {
        failures.addAll(run.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a script could not be run", e.getCause());
    } finally {
      pool.shutdownNow();
    }
    return failures;
  }

  private static Settings settings() {
    Settings settings =
        Settings.defaults()
            .with(Setting.SCHEDULER, "threads")
            .with(Setting.THREADS, "2")
            .with(Setting.MEMORY, "256MB")
            .with(Setting.TIMEOUT, "30s");
    return "small".equals(System.getenv("QUERN_SLT"))
        ? settings.with(Setting.MEMORY, "4MB").with(Setting.BATCH_ROWS, "3")
        : settings;
  }

  private static List<Failure> runScript(Engine engine, String name, Path file) throws IOException {
    Path scratch = Files.createTempDirectory(root, "script");
    Script script =
        ScriptParser.parse(
            name,
            Files.readString(file, StandardCharsets.UTF_8),
            Map.of("TEST_DIR", scratch.toString(), "__TEST_DIR__", scratch.toString()));
    if (!script.missing().isEmpty()) {
      return List.of();
    }
    long start = System.nanoTime();
    try (QuernSide quern = new QuernSide(engine, scratch);
        DuckDbSide duckDb = new DuckDbSide(scratch)) {
      return new ScriptRun(script, quern, duckDb).run();
    } finally {
      long millis = (System.nanoTime() - start) / 1_000_000;
      if (millis > 2000) {
        System.err.println(name + " took " + millis + " ms");
      }
    }
  }

  private static boolean isAll() {
    return "all".equals(System.getenv("QUERN_SLT"));
  }

  private static List<Path> scripts(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(
              file -> file.toString().matches(isAll() ? ".*\\.(slt|test.*)" : ".*\\.(slt|test)"))
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }

  private static boolean isExplained(Failure failure, SkipList skips) {
    int colon = failure.key().lastIndexOf(':');
    SkipList.Entry entry =
        skips.find(
            failure.key().substring(0, colon),
            Integer.parseInt(failure.key().substring(colon + 1)));
    if (entry == null) {
      return false;
    }
    if (failure.kind() == Failure.Kind.INTERNAL) {
      return entry.reason() == SkipList.Reason.OPEN;
    }
    return entry.reason() != SkipList.Reason.UNSUPPORTED
        || failure.kind() == Failure.Kind.REFUSED
        || failure.kind() == Failure.Kind.SETUP;
  }

  private static void write(String suite, List<Failure> failures) throws IOException {
    Path report = Path.of("target", "slt-" + suite.replace('/', '-') + ".txt");
    Files.createDirectories(report.getParent());
    Files.write(report, failures.stream().map(Failure::toString).toList());
  }

  private static void addRefusals(Path listFile, SkipList skips, List<Failure> failures)
      throws IOException {
    Map<String, SkipList.Entry> further = new TreeMap<>();
    for (Failure failure : failures) {
      if (failure.kind() == Failure.Kind.REFUSED && !isExplained(failure, skips)) {
        further.put(
            failure.key(),
            new SkipList.Entry(SkipList.Reason.UNSUPPORTED, words(failure.message())));
      }
    }
    Files.write(listFile, skips.with(further));
  }

  /** Returns the fixed beginning of a message. */
  private static String words(String message) {
    String words =
        message
            .lines()
            .findFirst()
            .orElse("")
            .split(" at line |; |: line |: file=|: path=|/tmp", 2)[0];
    return words.substring(0, Math.min(MOST_WORDS, words.length()));
  }
}
