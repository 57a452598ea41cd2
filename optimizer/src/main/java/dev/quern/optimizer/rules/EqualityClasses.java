package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sets of columns that are equal in every row, because of conditions that say so pairwise. */
final class EqualityClasses {
  private final int[] parents;

  EqualityClasses(int columnCount) {
    parents = new int[columnCount];
    Arrays.setAll(parents, i -> i);
  }

  void setEqual(int first, int second) {
    parents[root(first)] = root(second);
  }

  /** Returns the classes of at least two columns, each in ascending order. */
  List<List<Integer>> classes() {
    Map<Integer, List<Integer>> byRoot = new LinkedHashMap<>();
    for (int i = 0; i < parents.length; i++) {
      byRoot.computeIfAbsent(root(i), root -> new ArrayList<>()).add(i);
    }
    return byRoot.values().stream().filter(members -> members.size() > 1).toList();
  }

  private int root(int column) {
    int root = column;
    while (parents[root] != root) {
      root = parents[root];
    }
    return root;
  }
}
