package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code quern} without a sub-command is asked to do.
 *
 * @param commands statements of {@code -c}
 * @param files of {@code -f}
 * @param settings those of the engine that were given
 */
record StatementOptions(
    List<String> commands,
    List<Path> files,
    @Nullable Path data,
    @Nullable OutputFormat format,
    @Nullable Path output,
    Map<Setting, String> settings,
    boolean timing) {
  StatementOptions {
    commands = List.copyOf(commands);
    files = List.copyOf(files);
    settings = Map.copyOf(settings);
  }

  /** Returns the engine's settings; throws a QueryException if a value is not allowed. */
  Settings engineSettings() {
    Settings changed = Settings.defaults();
    for (Setting setting : Setting.values()) {
      String value = settings.get(setting);
      changed = value == null ? changed : changed.with(setting, value);
    }
    return changed;
  }
}
