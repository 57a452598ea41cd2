package dev.quern.benchmarks.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries of SQLite's logic tests give the expected values. */
class SqliteSuiteTest {
  private static final String ROOT = "test/";
  private static final List<String> FOLDERS =
      List.of(
          "select1.test",
          "select2.test",
          "select3.test",
          "evidence/",
          "random/select/",
          "random/groupby/",
          "index/between/",
          "index/orderby/");

  @TempDir private static Path scratch;

  @Test
  void sampleGivesTheExpectedValues() throws IOException, SQLException {
    LogicTestRun run = new LogicTestRun(scratch, 29, SkipList.of("sqlite.skip"));
    for (String name :
        List.of(
            "select1.test",
            "select2.test",
            "select3.test",
            "evidence/in1.test",
            "evidence/slt_lang_aggfunc.test",
            "random/select/slt_good_1.test",
            "random/select/slt_good_77.test",
            "random/groupby/slt_good_2.test",
            "random/groupby/slt_good_11.test",
            "index/between/10/slt_good_3.test",
            "index/orderby/10/slt_good_7.test")) {
      run.run(name, text(name));
    }
    assertEquals(List.of(), run.differences());
    assertTrue(run.queries() > 1000, "only " + run.queries() + " queries");
  }

  @Test
  @Tag("nightly")
  void allFoldersGiveTheExpectedValues() throws IOException, SQLException {
    SkipList skips = SkipList.of("sqlite.skip");
    LogicTestRun run = new LogicTestRun(scratch, Integer.getInteger("quern.sqlite.step", 1), skips);
    for (String name : names()) {
      run.run(name, text(name));
    }
    assertEquals(List.of(), run.differences());
    assertEquals(Set.of(), skips.unused());
  }

  private static List<String> names() throws IOException {
    URL select1 =
        Objects.requireNonNull(
            SqliteSuiteTest.class.getResource("/" + ROOT + "select1.test"), "select1.test");
    String jar = select1.getPath().substring("file:".length(), select1.getPath().indexOf('!'));
    try (JarFile file = new JarFile(jar)) {
      return file.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith(ROOT) && name.endsWith(".test"))
          .map(name -> name.substring(ROOT.length()))
          .filter(name -> FOLDERS.stream().anyMatch(name::startsWith))
          .sorted()
          .toList();
    }
  }

  private static String text(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SqliteSuiteTest.class.getResourceAsStream("/" + ROOT + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
