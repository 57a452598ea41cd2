package dev.quern.executor.formats.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ScanSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The files of the Parquet project's own collection, compared with what DuckDB reads. */
final class ParquetTestingFilesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("quern.root", "."))
          .resolveSibling("shared/suites/parquet/parquet-testing");

  /** Holds a time stamp in the year 290000, which DuckDB lets overflow. */
  private static final String OUT_OF_DUCKDBS_RANGE = "int96_from_spark.parquet";

  /** Its dictionary indexes have no bits, which simply means index 0. */
  private static final String HARMLESS = "ARROW-GH-43605.parquet";

  @TestFactory
  Stream<DynamicTest> readsWhatDuckDbReads() throws IOException {
    assumeTrue(Files.isDirectory(FOLDER), "no Parquet test files at " + FOLDER);
    return files("data")
        .filter(path -> !path.endsWith(OUT_OF_DUCKDBS_RANGE))
        .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> compare(path)));
  }

  private static Stream<Path> files(String folder) throws IOException {
    return Files.walk(FOLDER.resolve(folder))
        .filter(path -> path.toString().endsWith(".parquet"))
        .sorted();
  }

  private static void compare(Path path) throws SQLException {
    try (ParquetFixture fixture = new ParquetFixture();
        DuckDb duckDb = new DuckDb()) {
      List<List<@Nullable Object>> expected;
      try {
        expected = duckDb.rows(path);
      } catch (SQLException e) {
        readsOrRefuses(fixture, path);
        return;
      }
      ScanSource source = fixture.source(path);
      for (int batchRows : new int[] {4096, expected.size() > 200 ? 701 : 3}) {
        fixture.batchRows = batchRows;
        List<List<@Nullable Object>> actual =
            fixture.rows(source, ParquetFixture.allColumns(source), null);
        assertEquals(expected.size(), actual.size(), "rows");
        for (int i = 0; i < expected.size(); i++) {
          assertEquals(expected.get(i), actual.get(i), "row " + i);
        }
      }
    }
  }

  /** DuckDB cannot tell: any rows will do, but only a proper error. */
  private static void readsOrRefuses(ParquetFixture fixture, Path path) {
    try {
      assertTrue(fixture.rows(path).size() > 0, "rows");
    } catch (QueryException e) {
      assertTrue(e.message().contains(path.getFileName().toString()), e.message());
    }
  }

  @TestFactory
  Stream<DynamicTest> refusesBadFiles() throws IOException {
    assumeTrue(Files.isDirectory(FOLDER), "no Parquet test files at " + FOLDER);
    return files("bad_data")
        .filter(path -> !path.endsWith(HARMLESS))
        .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> refuse(path)));
  }

  private static void refuse(Path path) {
    QueryException error = null;
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.rows(path);
    } catch (QueryException e) {
      error = e;
    }
    assertNotNull(error, "no error");
    assertEquals(ErrorCode.MALFORMED_FILE, error.code(), error.message());
    assertTrue(error.message().contains(path.getFileName().toString()), error.message());
  }
}
