package dev.quern.benchmarks.rivals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that starts an engine in a process of its own. */
final class RivalCommand {
  /** Those of the command line, so that what Java needs for itself is the same. */
  private static final List<String> QUERN_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms48m",
          "-Xmn32m",
          "-Xmx512m",
          "-XX:MaxDirectMemorySize=128m",
          "-XX:ReservedCodeCacheSize=96m");

  private RivalCommand() {}

  /** Returns the command without the settings and the folder of the data, which follow. */
  static List<String> of(EngineKind engine) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 24) {
      command.addAll(
          List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
    }
    switch (engine) {
      case QUERN, DUCKDB -> {
        command.addAll(QUERN_OPTIONS);
        command.addAll(
            List.of("-cp", System.getProperty("java.class.path"), RivalMain.class.getName()));
      }
    }
    return command;
  }
}
