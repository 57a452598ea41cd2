package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import dev.quern.engine.settings.Setting;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads arguments that need no explanation: known options, each followed by its value. For all
 * others, {@link QuernCommand} and picocli are asked. Picocli's classes are too old for a
 * class-data archive: it takes a third of the time that {@code SELECT 1} takes.
 */
final class PlainArguments {
  private static final Map<String, Setting> SETTINGS =
      Map.of(
          "--scheduler", Setting.SCHEDULER,
          "--workers", Setting.WORKERS,
          "--threads", Setting.THREADS,
          "--memory", Setting.MEMORY,
          "--temp-dir", Setting.TEMP_DIR,
          "--temp-limit", Setting.TEMP_LIMIT,
          "--timeout", Setting.TIMEOUT);

  private static final Set<String> OTHERS_WITH_VALUE =
      Set.of("-c", "-f", "--data", "--format", "-o");

  private final Map<String, List<String>> values = new HashMap<>();
  private boolean timing;

  private PlainArguments() {}

  /** Returns the options, or null if the arguments are not plain. */
  static @Nullable StatementOptions parse(String... args) {
    PlainArguments arguments = new PlainArguments();
    try {
      return arguments.read(args) ? arguments.options() : null;
    } catch (InvalidPathException e) {
      // Picocli knows how to say so.
      return null;
    }
  }

  private boolean read(String... args) {
    int index = 0;
    while (index < args.length) {
      String name = args[index];
      if (name.equals("--timing") && !timing) {
        timing = true;
        index++;
        continue;
      }
      boolean isKnown = SETTINGS.containsKey(name) || OTHERS_WITH_VALUE.contains(name);
      if (!isKnown || index + 1 == args.length || !isPlainValue(args[index + 1])) {
        return false;
      }
      values.computeIfAbsent(name, absent -> new ArrayList<>()).add(args[index + 1]);
      index += 2;
    }
    return true;
  }

  /** Returns whether the value cannot be taken for an option or a file of arguments. */
  private static boolean isPlainValue(String value) {
    return !value.isEmpty() && value.charAt(0) != '-' && value.charAt(0) != '@';
  }

  private @Nullable StatementOptions options() {
    List<String> commands = values.getOrDefault("-c", List.of());
    List<Path> files = values.getOrDefault("-f", List.of()).stream().map(Path::of).toList();
    values.remove("-c");
    values.remove("-f");
    if (values.values().stream().anyMatch(given -> given.size() > 1)) {
      return null;
    }
    String format = only("--format");
    OutputFormat known = format == null ? null : format(format);
    if (format != null && known == null) {
      return null;
    }
    return new StatementOptions(
        commands, files, path("--data"), known, path("-o"), settings(), timing);
  }

  private @Nullable String only(String name) {
    List<String> given = values.get(name);
    return given == null ? null : given.get(0);
  }

  private @Nullable Path path(String name) {
    String value = only(name);
    return value == null ? null : Path.of(value);
  }

  private static @Nullable OutputFormat format(String name) {
    for (OutputFormat format : OutputFormat.values()) {
      if (format.name().equals(name.toUpperCase(Locale.ROOT))) {
        return format;
      }
    }
    return null;
  }

  private Map<Setting, String> settings() {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    SETTINGS.forEach(
        (name, setting) -> {
          String value = only(name);
          if (value != null) {
            settings.put(setting, value);
          }
        });
    return settings;
  }
}
