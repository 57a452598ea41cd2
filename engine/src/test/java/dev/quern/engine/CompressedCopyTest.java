package dev.quern.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.engine.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** COPY writes compressed CSV, and tables read it back. */
class CompressedCopyTest {
  private static Engine engine;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    engine = Engine.open(Settings.defaults().with("scheduler", "threads").with("threads", "2"));
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource({"gzip, gz, 1f", "zstd, zst, 28", "bzip2, bz2, 42", "lz4, lz4, 04"})
  void roundTrip(String name, String extension, String firstByte) throws IOException {
    try (Session session = engine.openSession(folder)) {
      String rows = "SELECT * FROM (VALUES (1, 'one'), (2, NULL), (3, 'three, four')) AS t(n, s)";
      List<String> expected = SqlRun.rows(session, rows);
      String file = "single.csv." + extension;
      SqlRun.rows(session, "COPY (" + rows + ") TO '" + file + "'");
      SqlRun.rows(
          session, "COPY (" + rows + ") TO 'parts' (FORMAT csv, COMPRESSION '" + name + "')");
      assertTrue(Files.isRegularFile(folder.resolve("parts/part-0.csv." + extension)));
      for (Path written :
          List.of(folder.resolve(file), folder.resolve("parts/part-0.csv." + extension))) {
        assertEquals(firstByte, String.format("%02x", Files.readAllBytes(written)[0]));
      }
      for (String table : List.of(file, "parts", "parts/*." + extension)) {
        assertEquals(expected, SqlRun.rows(session, "SELECT * FROM '" + table + "' ORDER BY n"));
      }
      session.attach(folder);
      assertEquals(expected, SqlRun.rows(session, "SELECT * FROM single ORDER BY n"));
    }
  }
}
