package dev.quern.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Pages of {@code docs} that are written from the code. {@code QUERN_WRITE_DOCS=1} writes them. */
final class GeneratedPage {
  private GeneratedPage() {}

  /** Asserts that a page has these lines. */
  static void check(String name, List<String> expected) throws IOException {
    Path page = Path.of(System.getProperty("quern.root"), "docs", name);
    if ("1".equals(System.getenv("QUERN_WRITE_DOCS"))) {
      Files.write(page, expected);
    }
    assertEquals(expected, Files.readAllLines(page), "write it with QUERN_WRITE_DOCS=1");
  }
}
