package dev.quern.engine.settings;

import com.sun.management.OperatingSystemMXBean;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.settings.SchedulerKind;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An immutable set of settings that users have given; the others have their defaults. */
public final class Settings {
  private static final Pattern AMOUNT =
      Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*([a-zA-Z]*)\\s*");
  private static final double DEFAULT_MEMORY_SHARE = 0.6;
  private static final int MAX_PARALLELISM = 1024;
  private static final int MAX_BATCH_ROWS = 65_536;
  private static final Set<Setting> OF_SESSION =
      EnumSet.of(Setting.CATALOG, Setting.READ_ONLY, Setting.ALLOWED_PATHS);
  private static final long MIN_MEMORY_BYTES = 1L << 20;

  private final Map<Setting, String> given;

  private Settings(Map<Setting, String> given) {
    this.given = given;
  }

  public static Settings defaults() {
    return new Settings(new EnumMap<>(Setting.class));
  }

  /**
   * Returns these settings with one changed.
   *
   * @throws QueryException INVALID_OPTION if there is no such setting or it cannot have that value
   */
  public Settings with(String name, String value) {
    Setting setting =
        Setting.find(name)
            .orElseThrow(
                () -> {
                  List<String> near = Setting.near(name);
                  return new QueryException(
                      ErrorCode.INVALID_OPTION,
                      "Unknown setting: "
                          + name
                          + (near.isEmpty()
                              ? "; known are " + String.join(", ", Setting.names())
                              : "; did you mean " + String.join(" or ", near) + "?"));
                });
    return with(setting, value);
  }

  public Settings with(Setting setting, String value) {
    Map<Setting, String> changed = new EnumMap<>(given);
    changed.put(setting, value);
    Settings result = new Settings(changed);
    result.toQuerySettings();
    result.isReadOnly();
    return result;
  }

  /**
   * Returns these settings with one changed by a statement, which cannot lift limits of access.
   *
   * @throws QueryException ACCESS_DENIED for what only whoever opens a session may set
   */
  public Settings withBySql(String name, String value) {
    Optional<Setting> setting = Setting.find(name);
    boolean isLimited = isReadOnly() || given.containsKey(Setting.ALLOWED_PATHS);
    if (setting.isPresent()
        && (OF_SESSION.contains(setting.get())
            || (isLimited && setting.get() == Setting.TEMP_DIR))) {
      throw new QueryException(
          ErrorCode.ACCESS_DENIED,
          "Setting cannot be changed by a statement: setting=" + setting.get().optionName());
    }
    return with(name, value);
  }

  /** Returns whether statements may not write files. */
  public boolean isReadOnly() {
    String text = given.getOrDefault(Setting.READ_ONLY, "false").toLowerCase(Locale.ROOT);
    if (!text.equals("true") && !text.equals("false")) {
      throw invalid(Setting.READ_ONLY, text);
    }
    return text.equals("true");
  }

  /** Returns the files and folders that statements are limited to; empty = all are allowed. */
  public Optional<List<Path>> allowedPaths() {
    String text = given.get(Setting.ALLOWED_PATHS);
    if (text == null) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(path -> !path.isEmpty())
            .map(Path::of)
            .toList());
  }

  /** Returns the file of declarations that sessions begin with. */
  public Optional<Path> catalogFile() {
    return Optional.ofNullable(given.get(Setting.CATALOG)).map(Path::of);
  }

  /** Returns the settings as the executor takes them, with defaults from this machine. */
  public QuerySettings toQuerySettings() {
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = count(Setting.THREADS, cores);
    return new QuerySettings(
        scheduler(),
        count(Setting.WORKERS, cores),
        threads,
        memoryBytes(),
        given.getOrDefault(Setting.TEMP_DIR, System.getProperty("java.io.tmpdir")),
        timeoutMillis(),
        batchRows(),
        given.containsKey(Setting.SPLIT_BYTES) ? bytes(Setting.SPLIT_BYTES) : 0,
        given.containsKey(Setting.TEMP_LIMIT) ? bytes(Setting.TEMP_LIMIT) : 0,
        given.containsKey(Setting.BROADCAST_BYTES) ? bytes(Setting.BROADCAST_BYTES) : -1);
  }

  private SchedulerKind scheduler() {
    String name = given.getOrDefault(Setting.SCHEDULER, "auto");
    for (SchedulerKind kind : SchedulerKind.values()) {
      if (kind.optionName().equals(name.toLowerCase(Locale.ROOT).replace('_', '-'))) {
        return kind;
      }
    }
    throw invalid(Setting.SCHEDULER, name);
  }

  private int count(Setting setting, int defaultValue) {
    String text = given.get(setting);
    if (text == null) {
      return Math.max(1, defaultValue);
    }
    return integer(setting, text, MAX_PARALLELISM);
  }

  private int batchRows() {
    String text = given.get(Setting.BATCH_ROWS);
    return text == null
        ? QuerySettings.DEFAULT_BATCH_ROWS
        : integer(Setting.BATCH_ROWS, text, MAX_BATCH_ROWS);
  }

  private static int integer(Setting setting, String text, int largest) {
    if (!text.matches("\\d{1,9}")) {
      throw invalid(setting, text);
    }
    int value = Integer.parseInt(text);
    if (value < 1 || value > largest) {
      throw invalid(setting, text);
    }
    return value;
  }

  private long memoryBytes() {
    if (given.containsKey(Setting.MEMORY)) {
      long bytes = bytes(Setting.MEMORY);
      if (bytes < MIN_MEMORY_BYTES) {
        throw invalid(Setting.MEMORY, given.get(Setting.MEMORY));
      }
      return bytes;
    }
    return Math.max(MIN_MEMORY_BYTES, (long) (machineMemoryBytes() * DEFAULT_MEMORY_SHARE));
  }

  /** Returns the memory of the machine or the container, whichever is smaller. */
  public static long machineMemoryBytes() {
    return Machine.MEMORY_BYTES;
  }

  /** What is found out once, since the JDK loads many classes for it. */
  private static final class Machine {
    static final long MEMORY_BYTES =
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
  }

  /**
   * Reads an amount of bytes with a unit of 1024: B, KB, MB, GB, TB, with or without the B or an i.
   */
  private long bytes(Setting setting) {
    String text = given.getOrDefault(setting, "");
    Matcher matcher = AMOUNT.matcher(text);
    if (!matcher.matches()) {
      throw invalid(setting, text);
    }
    String unit = matcher.group(2).toUpperCase(Locale.ROOT).replace("IB", "").replace("B", "");
    int power = unit.isEmpty() ? 0 : "KMGT".indexOf(unit) + 1;
    if (unit.length() > 1 || (power == 0 && !unit.isEmpty())) {
      throw invalid(setting, text);
    }
    double bytes = Double.parseDouble(matcher.group(1)) * Math.pow(1024, power);
    if (bytes > Long.MAX_VALUE / 2.0) {
      throw invalid(setting, text);
    }
    return (long) bytes;
  }

  private long timeoutMillis() {
    String text = given.getOrDefault(Setting.TIMEOUT, "0");
    Matcher matcher = AMOUNT.matcher(text);
    if (!matcher.matches()) {
      throw invalid(Setting.TIMEOUT, text);
    }
    double amount = Double.parseDouble(matcher.group(1));
    switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
      case "ms":
        return (long) amount;
      case "":
      case "s":
        return (long) (amount * 1000);
      case "m":
      case "min":
        return (long) (amount * 60_000);
      case "h":
        return (long) (amount * 3_600_000);
      default:
        throw invalid(Setting.TIMEOUT, text);
    }
  }

  private static QueryException invalid(Setting setting, @Nullable String value) {
    return new QueryException(
        ErrorCode.INVALID_OPTION,
        "Setting has an invalid value: setting="
            + setting.optionName()
            + ", value=\""
            + value
            + "\", expected="
            + setting.description());
  }
}
