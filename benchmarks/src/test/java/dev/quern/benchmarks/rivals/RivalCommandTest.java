package dev.quern.benchmarks.rivals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RivalCommandTest {
  @Test
  void memoryLimitBecomesTheHeapOfRivalsInJava() {
    assertEquals("1g", RivalCommand.heap("1GB"));
    assertEquals("512m", RivalCommand.heap("512MiB"));
    assertEquals("4g", RivalCommand.heap(""));
  }

  @Test
  void rivalsThatWereNotBuiltAreNamedWithTheirProfile() {
    RivalSettings settings = new RivalSettings(EngineKind.SPARK, "threads", 2, "", "temp");
    // Tests run in the folder of the module, where no such target exists.
    IllegalStateException failure =
        assertThrows(IllegalStateException.class, () -> RivalCommand.of(settings));
    assertTrue(String.valueOf(failure.getMessage()).contains("-Pspark"), failure.getMessage());
  }

  @Test
  void quernAndDuckDbRunWithTheOptionsOfTheCommandLine() {
    for (EngineKind engine : List.of(EngineKind.QUERN, EngineKind.DUCKDB)) {
      List<String> command =
          RivalCommand.of(new RivalSettings(engine, "threads", 2, "1GB", "temp"));
      assertTrue(command.contains("-Xmx512m"), command.toString());
      assertEquals(RivalMain.class.getName(), command.get(command.size() - 1));
    }
  }
}
