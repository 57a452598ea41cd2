package dev.quern.cli;

import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
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

  Settings toSettings() {
    Settings settings = Settings.defaults();
    settings = with(settings, Setting.SCHEDULER, scheduler);
    settings = with(settings, Setting.WORKERS, workers);
    settings = with(settings, Setting.THREADS, threads);
    settings = with(settings, Setting.MEMORY, memory);
    settings = with(settings, Setting.TEMP_DIR, tempDir);
    settings = with(settings, Setting.TEMP_LIMIT, tempLimit);
    return with(settings, Setting.TIMEOUT, timeout);
  }

  private static Settings with(Settings settings, Setting setting, @Nullable String value) {
    return value == null ? settings : settings.with(setting, value);
  }
}
