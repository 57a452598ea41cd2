package dev.quern.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every class that ARCHITECTURE.md names exists. */
class DocumentationTest {
  private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][a-z]+(?:[A-Z][A-Za-z]*)?)`s?");

  @Test
  void architectureNamesClassesThatExist() throws IOException {
    Set<String> classes =
        new ClassFileImporter()
            .importPackages("dev.quern").stream()
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
    List<String> missing = new ArrayList<>();
    int named = 0;
    Path page = Path.of(System.getProperty("quern.root"), "ARCHITECTURE.md");
    Matcher matcher = CLASS_NAME.matcher(Files.readString(page));
    while (matcher.find()) {
      named++;
      if (!classes.contains(matcher.group(1))) {
        missing.add(matcher.group(1));
      }
    }
    assertTrue(named > 20, "only " + named + " classes found in " + page);
    assertEquals(List.of(), missing);
  }
}
