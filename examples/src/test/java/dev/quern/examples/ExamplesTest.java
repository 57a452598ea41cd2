package dev.quern.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs each program as its readers would, and compares what it prints. */
class ExamplesTest {
  /** A program. */
  private interface Program {
    void main(String[] arguments) throws Exception;
  }

  private static List<String> printed(Program program) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Path> folders = folders();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      program.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    assertEquals(folders, folders(), "the example leaves files behind");
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static List<Path> folders() throws Exception {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("quern-example-"))
          .sorted()
          .toList();
    }
  }

  @Test
  void jdbc() throws Exception {
    assertEquals(
        List.of(
            "Bern: 1 orders, 99.90, latest on 2025-12-31",
            "Chur: 1 orders, 20.00, latest on 2026-01-02",
            "Basel: 2 orders, 9.25, latest on 2026-01-03"),
        printed(JdbcExample::main));
  }

  @Test
  void jdbi() throws Exception {
    assertEquals(
        List.of(
            "CityOrders[city=Basel, ids=[2, 5], latest=2026-01-03, total=9.25]",
            "CityOrders[city=Bern, ids=[1, 3], latest=2025-12-31, total=112.40]",
            "CityOrders[city=Chur, ids=[4, 4], latest=2026-01-02, total=20.00]"),
        printed(JdbiExample::main));
  }

  @Test
  void embedded() throws Exception {
    assertEquals(
        List.of(
            "CantonTotal[canton=BE, total=112.40]",
            "CantonTotal[canton=BS, total=8.00]",
            "1 B.",
            "2 B.",
            "3 B.",
            "4 C.",
            "5 B."),
        printed(EmbeddedExample::main));
  }

  @Test
  void arrow() throws Exception {
    assertEquals(List.of("ids: 1 2 3 4 5"), printed(ArrowExample::main));
  }
}
