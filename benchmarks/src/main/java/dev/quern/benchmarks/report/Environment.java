package dev.quern.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a figure depends on beside the code that is measured: the machine, the JDK, the commit. */
public final class Environment {
  private Environment() {}

  /** Returns it by name; what cannot be found out says so. */
  public static Map<String, String> describe() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("commit", commit());
    facts.put("JDK", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    facts.put(
        "machine",
        String.format(
            Locale.ROOT,
            "%s, %d cores, %.0f GB, load %.1f at the start",
            processor(),
            Runtime.getRuntime().availableProcessors(),
            memoryBytes() / 1e9,
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    return facts;
  }

  private static String commit() {
    String commit = git("rev-parse", "--short=10", "HEAD");
    if (commit.isEmpty()) {
      return "unknown (no git)";
    }
    return git("status", "--porcelain").isEmpty() ? commit : commit + " with changes";
  }

  private static String git(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? output : "";
    } catch (IOException e) {
      // There is no git on this machine; the report says so.
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      // Not Linux: the architecture must do.
      return System.getProperty("os.arch");
    }
  }

  private static long memoryBytes() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }
}
