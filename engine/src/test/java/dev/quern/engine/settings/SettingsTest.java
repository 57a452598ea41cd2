package dev.quern.engine.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.settings.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @ParameterizedTest
  @CsvSource({
    "1GB,1073741824",
    "1.5 mb,1572864",
    "2097152,2097152",
    "1GiB,1073741824",
    "3G,3221225472"
  })
  void readsAmountsOfBytes(String text, long bytes) {
    assertEquals(bytes, Settings.defaults().with("memory", text).toQuerySettings().memoryBytes());
  }

  @ParameterizedTest
  @CsvSource({"30s,30000", "500ms,500", "2,2000", "1.5m,90000", "0,0"})
  void readsDurations(String text, long millis) {
    assertEquals(
        millis, Settings.defaults().with("timeout", text).toQuerySettings().timeoutMillis());
  }

  @ParameterizedTest
  @CsvSource({
    "memory,lots",
    "memory,1XB",
    "memory,1KB",
    "threads,0",
    "threads,x",
    "timeout,1y",
    "scheduler,cloud",
    "batch_rows,70000"
  })
  void refusesInvalidValuesByName(String name, String value) {
    QueryException e =
        assertThrows(QueryException.class, () -> Settings.defaults().with(name, value));
    assertEquals(ErrorCode.INVALID_OPTION, e.code());
    assertTrue(e.message().contains("value=\"" + value + '"'), e.message());
  }

  @Test
  void takesNamesInAnyUsualSpelling() {
    Settings settings =
        Settings.defaults()
            .with("tempDir", "/a")
            .with("SPLIT-BYTES", "1MB")
            .with("Batch_Rows", "3");
    assertEquals("/a", settings.toQuerySettings().tempDirectory());
    assertEquals(1 << 20, settings.toQuerySettings().splitBytes());
    assertEquals(-1, settings.toQuerySettings().broadcastBytes());
    assertEquals(
        64 << 20, settings.with("broadcastBytes", "64MB").toQuerySettings().broadcastBytes());
    assertEquals(3, settings.toQuerySettings().batchRows());
    assertEquals(
        SchedulerKind.SINGLE_THREADED,
        settings.with("scheduler", "single_threaded").toQuerySettings().scheduler());
  }

  @Test
  void namesNearSettings() {
    QueryException e =
        assertThrows(QueryException.class, () -> Settings.defaults().with("memroy", "1GB"));
    assertTrue(e.message().contains("did you mean memory?"), e.message());
  }
}
