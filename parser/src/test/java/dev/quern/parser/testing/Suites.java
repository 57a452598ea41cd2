package dev.quern.parser.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The query suites beside the project's folder. */
public final class Suites {
  private Suites() {}

  /** Returns a folder of the suites; skips the test, and says so, if it is not there. */
  public static Path folder(String name) {
    String root = System.getProperty("quern.root", "..");
    Path folder = Path.of(root).resolve("../shared/suites").resolve(name).normalize();
    boolean present = Files.isDirectory(folder);
    if (!present) {
      System.err.println("SKIPPED: no query suite at " + folder.toAbsolutePath());
    }
    assumeTrue(present, "no query suite at " + folder);
    return folder;
  }

  /** Returns the files of a folder in the order of their names. */
  public static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
