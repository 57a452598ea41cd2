package dev.quern.executor.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutorSettingsTest {
  @Test
  void workersUseAClassDataArchive() {
    assertEquals(
        List.of("-XX:SharedArchiveFile=/t/q.jsa", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"),
        ExecutorSettings.archiveOptions("/t/q.jsa"));
  }

  @Test
  void workersUseAnAheadOfTimeCache() {
    assertEquals(
        List.of("-XX:AOTCache=/t/q.aot", "-Xlog:cds=off", "-Xlog:aot=off"),
        ExecutorSettings.archiveOptions("/t/q.aot"));
  }

  @Test
  void workersNeedNoArchive() {
    assertEquals(List.of(), ExecutorSettings.archiveOptions(""));
  }
}
