package dev.quern.benchmarks.slt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records of a foreign suite that Quern does not pass, each with its reason: a line {@code
 * file:line | reason | words}; {@code file:*} stands for all records of a file. A wrong answer is
 * never a reason: such records are listed as open until they are mended.
 */
final class SkipList {
  /** Why a record is not passed. */
  enum Reason {
    /** Refused, as a user would see it, with an error that contains the words. */
    UNSUPPORTED,
    /** About another product's own tables, settings, plans or types. */
    INTERNALS,
    /** Products answer differently, and ours is right by the words' reason. */
    DIALECT,
    /** A wrong answer or an internal error of ours that is still to be mended. */
    OPEN
  }

  /** One line of the list. */
  record Entry(Reason reason, String words) {}

  private final Map<String, Entry> entries = new TreeMap<>();

  static SkipList read(Path file) {
    SkipList list = new SkipList();
    try {
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] parts = line.split(" \\| ", 3);
          list.entries.put(parts[0], new Entry(Reason.valueOf(parts[1]), parts[2]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return list;
  }

  @Nullable Entry find(String script, int line) {
    Entry entry = entries.get(script + ":" + line);
    return entry == null ? entries.get(script + ":*") : entry;
  }

  int size() {
    return entries.size();
  }

  /** Returns the list as lines, with further entries put in. */
  List<String> with(Map<String, Entry> further) {
    Map<String, Entry> all = new TreeMap<>(entries);
    all.putAll(further);
    List<String> lines = new ArrayList<>();
    all.forEach((key, entry) -> lines.add(key + " | " + entry.reason() + " | " + entry.words()));
    return lines;
  }
}
