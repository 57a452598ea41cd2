package dev.quern.executor.formats.csv;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes column names of what a header line says. */
final class HeaderNames {
  private HeaderNames() {}

  /**
   * Returns a name for each field: trimmed; {@code column0}, {@code column1} ... where there is
   * none; with {@code _1}, {@code _2} ... appended where it would occur twice, without regard to
   * case.
   */
  static List<String> settle(List<String> fields) {
    List<String> names = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (String field : fields) {
      String wanted = field.trim();
      if (wanted.isEmpty()) {
        wanted = "column" + names.size();
      }
      String name = wanted;
      for (int i = 1; !used.add(name.toLowerCase(Locale.ROOT)); i++) {
        name = wanted + "_" + i;
      }
      names.add(name);
    }
    return names;
  }

  /** Returns {@code column0}, {@code column1} ... */
  static List<String> numbered(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("column" + i);
    }
    return names;
  }
}
