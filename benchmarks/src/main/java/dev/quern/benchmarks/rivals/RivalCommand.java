package dev.quern.benchmarks.rivals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
          "-XX:ReservedCodeCacheSize=96m",
          "-XX:InlineSmallCode=400",
          "-XX:FreqInlineSize=150");

  /** Packages that Spark opens by reflection; the list is that of its own launcher. */
  private static final List<String> SPARK_OPENS =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "jdk.internal.ref",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  /** The heap of rivals that hold their data in it, where no limit is given. */
  private static final String DEFAULT_HEAP = "4g";

  private RivalCommand() {}

  /** Returns the command without the settings and the folder of the data, which follow. */
  static List<String> of(RivalSettings settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 24) {
      command.addAll(
          List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
    }
    switch (settings.engine()) {
      case QUERN, DUCKDB -> {
        command.addAll(QUERN_OPTIONS);
        command.addAll(
            List.of("-cp", System.getProperty("java.class.path"), RivalMain.class.getName()));
      }
      case SPARK -> {
        command.add("-Xmx" + heap(settings.memory()));
        SPARK_OPENS.forEach(
            name -> command.addAll(List.of("--add-opens", "java.base/" + name + "=ALL-UNNAMED")));
        command.addAll(module("spark", "dev.quern.benchmarks.spark.SparkMain"));
      }
      case CALCITE -> {
        command.add("-Xmx" + heap(settings.memory()));
        command.addAll(module("calcite", "dev.quern.benchmarks.calcite.CalciteMain"));
      }
    }
    return command;
  }

  /** Returns a memory limit as Java writes it: 1GB is 1g. */
  static String heap(String memory) {
    return memory.isEmpty()
        ? DEFAULT_HEAP
        : memory.toLowerCase(Locale.ROOT).replace("ib", "").replace("b", "").strip();
  }

  /**
   * Returns the class path and main class of a rival with a module of its own, which only its
   * profile builds.
   */
  private static List<String> module(String name, String mainClass) {
    Path target = Path.of("benchmarks", name, "target").toAbsolutePath();
    if (!Files.isDirectory(target.resolve("lib"))) {
      throw new IllegalStateException(
          "not built: " + target + "; build it with ./mvnw -P" + name + " package");
    }
    String classPath =
        target.resolve("quern-benchmarks-" + name + ".jar")
            + File.pathSeparator
            + target.resolve("lib")
            + File.separator
            + "*";
    return List.of("-cp", classPath, mainClass);
  }
}
