package dev.quern.cli;

import dev.quern.engine.settings.Setting;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that become settings of the engine. */
final class EngineOptions {
  @Option(
      names = "--scheduler",
      paramLabel = "NAME",
      description = "auto, single-threaded, threads or processes")
  private @Nullable String scheduler;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "worker processes (default: number of cores)")
  private @Nullable String workers;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "tasks at a time (default: number of cores)")
  private @Nullable String threads;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "memory budget of a query, e.g. 1GB")
  private @Nullable String memory;

  @Option(names = "--temp-dir", paramLabel = "DIR", description = "folder for temporary files")
  private @Nullable String tempDir;

  @Option(
      names = "--temp-limit",
      paramLabel = "SIZE",
      description = "most disk space for the temporary files of a query, e.g. 20GB")
  private @Nullable String tempLimit;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "longest run time of a query, e.g. 30s")
  private @Nullable String timeout;

  /** Returns the options that were given. */
  Map<Setting, String> settings() {
    Map<Setting, String> given = new EnumMap<>(Setting.class);
    put(given, Setting.SCHEDULER, scheduler);
    put(given, Setting.WORKERS, workers);
    put(given, Setting.THREADS, threads);
    put(given, Setting.MEMORY, memory);
    put(given, Setting.TEMP_DIR, tempDir);
    put(given, Setting.TEMP_LIMIT, tempLimit);
    put(given, Setting.TIMEOUT, timeout);
    return given;
  }

  private static void put(Map<Setting, String> given, Setting setting, @Nullable String value) {
    if (value != null) {
      given.put(setting, value);
    }
  }
}
