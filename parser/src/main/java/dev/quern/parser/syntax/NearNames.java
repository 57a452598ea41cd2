package dev.quern.parser.syntax;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the names that a mistyped name may have meant. */
public final class NearNames {
  private static final int MOST_NAMES = 3;

  private NearNames() {}

  /** Returns the nearest of the candidates if it differs in few letters, else null. */
  public static @Nullable String nearest(String name, Collection<String> candidates) {
    List<String> near = near(name, candidates);
    return near.isEmpty() || near.get(0).equalsIgnoreCase(name) ? null : near.get(0);
  }

  /** Returns {@code "; did you mean a, b or c?"}, or nothing if no candidate is near. */
  public static String hint(String name, Collection<String> candidates) {
    List<String> near = near(name, candidates);
    if (near.isEmpty()) {
      return "";
    }
    int last = near.size() - 1;
    return "; did you mean "
        + (last == 0
            ? near.get(0)
            : String.join(", ", near.subList(0, last)) + " or " + near.get(last))
        + "?";
  }

  /** Returns up to three candidates that differ in few letters, nearest first. */
  static List<String> near(String name, Collection<String> candidates) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int tolerance = Math.max(1, wanted.length() / 3);
    List<String> near = new ArrayList<>();
    for (String candidate : candidates) {
      if (distance(wanted, candidate.toLowerCase(Locale.ROOT)) <= tolerance) {
        near.add(candidate);
      }
    }
    near.sort(
        Comparator.<String>comparingInt(
                candidate -> distance(wanted, candidate.toLowerCase(Locale.ROOT)))
            .thenComparing(Comparator.naturalOrder()));
    return near.subList(0, Math.min(MOST_NAMES, near.size()));
  }

  /**
   * Returns the number of letters to insert, delete, replace or swap with the next one that turns a
   * into b.
   */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int cost = Math.min(replaced, Math.min(last[j], current[j - 1]) + 1);
        if (isSwap(a, i, b, j)) {
          cost = Math.min(cost, beforeLast[j - 2] + 1);
        }
        current[j] = cost;
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = current;
      current = free;
    }
    return last[b.length()];
  }

  private static boolean isSwap(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
