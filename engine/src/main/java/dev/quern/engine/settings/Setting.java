package dev.quern.engine.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting a user can name, with its default, unit and range. The settings page is made from
 * this list.
 */
public enum Setting {
  SCHEDULER("auto", "where tasks run: auto, single-threaded, threads or processes"),
  WORKERS("number of cores", "number of worker processes of the scheduler processes, 1 to 1024"),
  THREADS("number of cores", "number of tasks at a time, in all processes together, 1 to 1024"),
  MEMORY(
      "60 % of the machine's or container's",
      "budget for all data of a query, e.g. 512MB, 1GB; at least 1MB"),
  TEMP_DIR("the system's", "folder for spill files, exchanges and sockets"),
  TEMP_LIMIT(
      "none", "most disk space for the temporary files of a query, e.g. 500MB, 20GB; 0 = no limit"),
  TIMEOUT("none", "longest run time of a query, e.g. 500ms, 30s, 5m; 0 = none"),
  BATCH_ROWS("4096", "most rows in a batch, 1 to 65536"),
  SPLIT_BYTES(
      "from file sizes",
      "wished size of the part of a file that one task reads, e.g. 16MB; 0 = automatic"),
  BROADCAST_BYTES(
      "from memory and the other side",
      "largest side of a join that is copied to every task instead of shuffling both, e.g. 64MB; 0 = none"),
  CATALOG(
      "none",
      "file with declarations of tables and views that each session begins with; not changed by SQL"),
  READ_ONLY("false", "refuse statements that write files: true or false; not changed by SQL"),
  ALLOWED_PATHS(
      "all",
      "files and folders, parted by commas, that statements may read and write, beside the folder that"
          + " is opened; not changed by SQL");

  private final String defaultText;
  private final String description;

  Setting(String defaultText, String description) {
    this.defaultText = defaultText;
    this.description = description;
  }

  /** Returns the name in SQL and on the command line, e.g. {@code temp-dir}. */
  public String optionName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String defaultText() {
    return defaultText;
  }

  public String description() {
    return description;
  }

  /**
   * Returns the setting of that name, written in any of the usual ways: temp-dir, temp_dir,
   * tempDir.
   */
  public static Optional<Setting> find(String name) {
    String plain = plain(name);
    return Arrays.stream(values())
        .filter(setting -> plain(setting.name()).equals(plain))
        .findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Setting::optionName).toList();
  }

  /** Returns the names of settings that look like {@code name}, for a message. */
  static List<String> near(String name) {
    String plain = plain(name);
    return Arrays.stream(values())
        .map(Setting::optionName)
        .filter(option -> plain(option).startsWith(plain.substring(0, Math.min(2, plain.length()))))
        .toList();
  }

  private static String plain(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }
}
