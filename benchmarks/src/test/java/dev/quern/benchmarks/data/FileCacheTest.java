package dev.quern.benchmarks.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {
  @TempDir Path folder;

  @Test
  void readsAllFilesBelow() throws IOException {
    Files.write(folder.resolve("a"), new byte[3_000_000]);
    Files.createDirectories(folder.resolve("b/c"));
    Files.write(folder.resolve("b/c/d"), new byte[17]);
    Files.createFile(folder.resolve("b/empty"));
    assertEquals(3_000_017, FileCache.fill(folder));
  }

  @Test
  void aMissingFolderIsAnError() {
    assertThrows(UncheckedIOException.class, () -> FileCache.fill(folder.resolve("none")));
  }
}
