package dev.quern.executor.formats.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged file gives rows or an error that names it, and leaves no memory behind. */
@Timeout(60)
final class ParquetDamageTest {
  private static final Set<ErrorCode> ALLOWED =
      Set.of(ErrorCode.MALFORMED_FILE, ErrorCode.UNSUPPORTED, ErrorCode.OUT_OF_MEMORY);

  @TempDir Path folder;

  private byte[] write(String compression, int rows) throws IOException {
    Path file = folder.resolve("whole.parquet");
    try (ParquetFixture fixture = new ParquetFixture()) {
      Map<String, String> options = Map.of("compression", compression, "row_group_rows", "60");
      ParquetWriterTest.write(fixture, file, options, 30, ParquetWriterTest.allTypes(rows));
    }
    return Files.readAllBytes(file);
  }

  @Test
  void cutFilesAreMalformed() throws IOException {
    byte[] whole = write("snappy", 100);
    for (int length = 0; length < whole.length; length += 1 + whole.length / 60) {
      Path file = put(Arrays.copyOf(whole, length), length);
      QueryException error = assertThrows(QueryException.class, () -> read(file));
      assertEquals(ErrorCode.MALFORMED_FILE, error.code(), error.message());
      assertTrue(error.message().contains(file.toString()), error.message());
      assertTrue(error.message().contains("offset="), error.message());
    }
  }

  /** Footer and magic are whole, pages are not. */
  @ParameterizedTest
  @ValueSource(strings = {"snappy", "none", "zstd", "gzip", "lz4_raw"})
  void flippedBitsGiveRowsOrErrors(String compression) throws IOException {
    byte[] whole = write(compression, 100);
    Random random = new Random(compression.hashCode());
    for (int round = 0; round < 40; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i <= round % 4; i++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      readOrRefuse(put(damaged, round));
    }
  }

  @Test
  void overwrittenPagesGiveRowsOrErrors() throws IOException {
    byte[] whole = write("none", 100);
    Random random = new Random(3);
    for (int round = 0; round < 40; round++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(damaged.length - 16);
      Arrays.fill(damaged, at, at + 1 + random.nextInt(8), (byte) (round % 2 == 0 ? 0xff : 0x7f));
      readOrRefuse(put(damaged, round));
    }
  }

  @Test
  void missingFileIsNotFound() {
    Path file = folder.resolve("gone.parquet");
    QueryException error =
        assertThrows(QueryException.class, () -> FooterReader.read(file.toString()));
    assertEquals(ErrorCode.FILE_NOT_FOUND, error.code());
  }

  private void readOrRefuse(Path file) {
    try {
      read(file);
    } catch (QueryException e) {
      assertTrue(ALLOWED.contains(e.code()), e.message());
      assertTrue(
          e.code() == ErrorCode.OUT_OF_MEMORY || e.message().contains(file.toString()),
          e.message());
    }
  }

  private static void read(Path file) {
    try (ParquetFixture fixture = new ParquetFixture()) {
      fixture.rows(file);
    }
  }

  private Path put(byte[] bytes, int number) throws IOException {
    Path file = folder.resolve("damaged.parquet");
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.fromMillis(number));
    return file;
  }
}
