package dev.quern.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.engine.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlanningStartTest {
  @Test
  void enginesShareTheAnalyzerOfTheStandardFunctions() {
    try (Engine one = Engine.open(Settings.defaults());
        Engine other = Engine.open(Settings.defaults())) {
      assertSame(one.analyzer(), other.analyzer());
      assertTrue(one.analyzer().hasFunction("upper"));
    }
  }

  /** Calcite's classes need each other in circles while they are initialized. */
  @Test
  void threadsOfANewProgramMayAllBeginAtOnce() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ConcurrentStart.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the program hangs");
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(text.contains("rows=6"), text);
      assertEquals(0, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }
}
