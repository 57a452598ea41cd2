package dev.quern.benchmarks.suites;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The suites beside the project's folder. */
final class SuiteFiles {
  private SuiteFiles() {}

  /** Returns a folder of the suites; skips the test, and says so, if it is not there. */
  static Path folder(String name) {
    String root = System.getProperty("quern.root", "..");
    Path folder = Path.of(root).resolve("../shared/suites").resolve(name).normalize();
    boolean isPresent = Files.isDirectory(folder);
    if (!isPresent) {
      System.err.println("SKIPPED: no test suite at " + folder.toAbsolutePath());
    }
    assumeTrue(isPresent, "no test suite at " + folder);
    return folder;
  }

  /** Returns the files of a folder and its sub-folders that end with {@code suffix}, in order. */
  static List<Path> files(Path folder, String suffix) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
