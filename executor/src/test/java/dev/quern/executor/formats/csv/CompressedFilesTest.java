package dev.quern.executor.formats.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.formats.text.Compression;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Text files that are compressed as a whole, and what is left of them. */
final class CompressedFilesTest {
  private static final int ROWS = 20_000;

  @TempDir private Path folder;

  private static byte[] compress(Compression compression, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream stream = compression.compress(bytes)) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String table(int rows) {
    StringBuilder text = new StringBuilder("n,s\n");
    for (int i = 0; i < rows; i++) {
      text.append(i).append(",x").append(i * 17 % 1009).append('\n');
    }
    return text.toString();
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  /** Written with the usual command-line tools. */
  @ParameterizedTest
  @CsvSource({
    "gz, H4sIAAAAAAACA8vTKeYy1EnkMtJJ4gIArHtpqgwAAAA=",
    "bz2, QlpoOTFBWSZTWaf5+dUAAAVZgAAQAAQwADABCAAgACGmjCEMCK45YKCfF3JFOFCQp/n51Q==",
    "lz4, BCJNGGRApwwAAIBuLHMKMSxhCjIsYgoAAAAAmE0Klg==",
    "zst, KLUv/SQMYQAAbixzCjEsYQoyLGIK3WMlXA=="
  })
  void readsFilesOfOtherTools(String extension, String base64) throws IOException {
    Path file = write("t.csv." + extension, Base64.getDecoder().decode(base64));
    assertEquals(List.of(List.of(1L, "a"), List.of(2L, "b")), CsvTable.of(file).rows());
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"NONE"},
      mode = EnumSource.Mode.EXCLUDE)
  void readsWholeFilesAndSeveralStreamsInOne(Compression compression) throws IOException {
    byte[] first = compress(compression, table(ROWS));
    byte[] second = compress(compression, "-1,end\n");
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    Path file = write("t.csv" + compression.extension(), both);
    CsvTable table = CsvTable.of(file).pieces(1 << 12, 1 << 16, 1000);
    List<List<Object>> rows = table.rows();
    assertEquals(ROWS + 1, rows.size());
    assertEquals(List.of(19_999L, "x" + 19_999 * 17 % 1009), rows.get(ROWS - 1));
    assertEquals(List.of(-1L, "end"), rows.get(ROWS));
    Path renamed = write("t.data", both);
    String name = compression.name().toLowerCase(Locale.ROOT);
    assertEquals(rows, CsvTable.of(renamed, Map.of("compression", name)).rows());
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"NONE"},
      mode = EnumSource.Mode.EXCLUDE)
  void fileThatIsCutOffIsAnErrorWithItsName(Compression compression) throws IOException {
    byte[] whole = compress(compression, table(ROWS));
    Path file = folder.resolve("cut.csv" + compression.extension());
    for (int length : new int[] {1, 5, 20, whole.length / 2, whole.length - 5, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      QueryException failure =
          assertThrows(QueryException.class, () -> CsvTable.of(file).rows(), length + " bytes");
      assertEquals(ErrorCode.MALFORMED_FILE, failure.code(), failure.getMessage());
      assertTrue(failure.getMessage().contains("cut.csv"), failure.getMessage());
      assertTrue(failure.getMessage().startsWith("Damaged compressed file"), failure.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"NONE"},
      mode = EnumSource.Mode.EXCLUDE)
  void changedBytesGiveRowsOrAnError(Compression compression) throws IOException {
    byte[] whole = compress(compression, table(500));
    int failures = 0;
    for (int place = 0; place < whole.length; place += Math.max(1, whole.length / 150)) {
      byte[] changed = whole.clone();
      changed[place] ^= 0x41;
      Path file = write("changed.csv" + compression.extension(), changed);
      try {
        CsvTable.of(file).rows();
      } catch (QueryException e) {
        failures++;
        assertTrue(e.getMessage().contains("changed.csv"), e.getMessage());
      }
    }
    assertTrue(failures > 0, "checksums notice nothing");
  }

  @Test
  void fileOfAnotherKindIsAnError() throws IOException {
    for (Compression compression : Compression.values()) {
      if (compression != Compression.NONE) {
        Path file =
            write(
                "plain.csv" + compression.extension(),
                "n,s\n1,a\n2,b\n3,c\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(
            ErrorCode.MALFORMED_FILE,
            assertThrows(QueryException.class, () -> CsvTable.of(file).rows()).code());
      }
    }
  }

  @Test
  void emptyContentIsAnEmptyFile() throws IOException {
    for (Compression compression : Compression.values()) {
      if (compression != Compression.NONE) {
        Path file = write("empty.csv" + compression.extension(), compress(compression, ""));
        assertEquals(
            ErrorCode.EMPTY_FILE,
            assertThrows(QueryException.class, () -> CsvTable.of(file).schema()).code());
      }
    }
  }
}
