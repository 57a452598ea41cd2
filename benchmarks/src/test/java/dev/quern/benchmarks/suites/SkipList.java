package dev.quern.benchmarks.suites;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Records of a suite that cannot pass, one on a line: {@code where | category | reason}. The
 * category {@code unsupported} means that the record must end in an error that names what Quern
 * refuses; the other categories say why another answer, or none, is right.
 */
final class SkipList {
  private static final Set<String> CATEGORIES = Set.of("internals", "unsupported", "dialect");

  private final String resource;
  private final Map<String, String> categories = new LinkedHashMap<>();
  private final Set<String> unused = new TreeSet<>();

  private SkipList(String resource) {
    this.resource = resource;
  }

  static SkipList of(String resource) {
    SkipList list = new SkipList(resource);
    try (InputStream in =
        Objects.requireNonNull(SkipList.class.getResourceAsStream(resource), resource)) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(list::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return list;
  }

  private void add(String line) {
    if (line.isBlank() || line.startsWith("#")) {
      return;
    }
    List<String> parts = List.of(line.split("\\s*\\|\\s*", 3));
    boolean isValid =
        parts.size() == 3 && CATEGORIES.contains(parts.get(1)) && !parts.get(2).isBlank();
    if (!isValid || categories.put(parts.get(0), parts.get(1)) != null) {
      throw new IllegalStateException("bad line in " + resource + ": " + line);
    }
    unused.add(parts.get(0));
  }

  /** Returns whether a record is left out because Quern is right to answer otherwise. */
  boolean isLeftOut(String where) {
    return has(where, "internals") || has(where, "dialect");
  }

  /** Returns whether a record must be refused by name. */
  boolean mustBeRefused(String where) {
    return has(where, "unsupported");
  }

  /** Returns the entries that nothing has asked for: they are out of date. */
  Set<String> unused() {
    return unused;
  }

  private boolean has(String where, String category) {
    boolean isThere = category.equals(categories.get(where));
    if (isThere) {
      unused.remove(where);
    }
    return isThere;
  }
}
