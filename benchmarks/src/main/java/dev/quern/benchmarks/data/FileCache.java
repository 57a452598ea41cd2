package dev.quern.benchmarks.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The operating system's cache of file contents. */
public final class FileCache {
  private FileCache() {}

  /**
   * Reads all files of a folder and of those below it once, so that no engine is the one that finds
   * them on disk; what is larger than memory stays there for all.
   *
   * @return how many bytes were read
   */
  public static long fill(Path folder) {
    long bytes = 0;
    byte[] buffer = new byte[1 << 20];
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        try (InputStream in = Files.newInputStream(file)) {
          for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            bytes += read;
          }
        }
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the files of " + folder, e);
    }
  }
}
