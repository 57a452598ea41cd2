package dev.quern.benchmarks.slt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.quern.engine.Engine;
import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our own scripts, {@code src/test/slt/<topic>.slt}: the same answers however a query is run. */
class ScriptsTest {
  private static final Path SCRIPTS = Path.of("src/test/slt");

  @TempDir private Path scratch;

  @ParameterizedTest
  @CsvSource({
    "single-threaded, 4096, 256MB, ",
    "threads, 4096, 256MB, ",
    "threads, 1, 256MB, ",
    "threads, 3, 256MB, 0",
    "threads, 3, 4MB, 0",
    "threads, 3, 4MB, ",
    "single-threaded, 1, 4MB, "
  })
  void givesTheSameHoweverItIsRun(
      String scheduler, String batchRows, String memory, @Nullable String broadcastBytes)
      throws IOException {
    Settings chosen =
        Settings.defaults()
            .with(Setting.SCHEDULER, scheduler)
            .with(Setting.THREADS, "2")
            .with(Setting.BATCH_ROWS, batchRows)
            .with(Setting.MEMORY, memory);
    Settings settings =
        broadcastBytes == null ? chosen : chosen.with(Setting.BROADCAST_BYTES, broadcastBytes);
    List<String> failures = new ArrayList<>();
    try (Engine engine = Engine.open(settings)) {
      List<Path> files = scripts();
      assertFalse(files.isEmpty(), "no scripts in " + SCRIPTS.toAbsolutePath());
      for (Path file : files) {
        Script script =
            ScriptParser.parse(
                file.getFileName().toString(),
                Files.readString(file),
                Map.of("SCRATCH", Files.createTempDirectory(scratch, "script").toString()));
        try (QuernSide quern = new QuernSide(engine, SCRIPTS.toAbsolutePath())) {
          new ScriptRun(script, quern, null)
              .run()
              .forEach(failure -> failures.add(failure.toString()));
        }
      }
    }
    assertEquals("", String.join("\n", failures));
  }

  private static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      return files.filter(file -> file.toString().endsWith(".slt")).sorted().toList();
    }
  }
}
