package dev.quern.executor.operators.join;

import dev.quern.plan.nodes.JoinKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Joins rows of plain values by comparing every pair. */
final class JoinOracle {
  private JoinOracle() {}

  /**
   * @param condition true, false, or null for unknown
   * @param nullAware whether an ANTI join has the semantics of NOT IN
   */
  static List<List<@Nullable Object>> join(
      List<List<@Nullable Object>> left,
      List<List<@Nullable Object>> right,
      int leftWidth,
      int rightWidth,
      JoinKind kind,
      boolean nullAware,
      BiFunction<List<@Nullable Object>, List<@Nullable Object>, @Nullable Boolean> condition) {
    List<List<@Nullable Object>> result = new ArrayList<>();
    boolean[] rightMatched = new boolean[right.size()];
    for (List<@Nullable Object> leftRow : left) {
      boolean matched = false;
      boolean unknown = false;
      for (int i = 0; i < right.size(); i++) {
        Boolean holds = condition.apply(leftRow, right.get(i));
        unknown |= holds == null;
        if (Boolean.TRUE.equals(holds)) {
          matched = true;
          rightMatched[i] = true;
          if (emitsPairs(kind)) {
            result.add(concat(leftRow, right.get(i)));
          }
        }
      }
      addLeft(result, leftRow, rightWidth, kind, nullAware, matched, unknown);
    }
    if (kind == JoinKind.RIGHT || kind == JoinKind.FULL) {
      for (int i = 0; i < right.size(); i++) {
        if (!rightMatched[i]) {
          result.add(concat(Collections.nCopies(leftWidth, null), right.get(i)));
        }
      }
    }
    return result;
  }

  private static void addLeft(
      List<List<@Nullable Object>> result,
      List<@Nullable Object> row,
      int rightWidth,
      JoinKind kind,
      boolean nullAware,
      boolean matched,
      boolean unknown) {
    switch (kind) {
      case LEFT:
      case FULL:
        if (!matched) {
          result.add(concat(row, Collections.nCopies(rightWidth, null)));
        }
        return;
      case SEMI:
        if (matched) {
          result.add(row);
        }
        return;
      case ANTI:
        if (!matched && !(nullAware && unknown)) {
          result.add(row);
        }
        return;
      case MARK:
        result.add(
            concat(
                row, Collections.singletonList(matched ? Boolean.TRUE : unknown ? null : false)));
        return;
      case INNER:
      case RIGHT:
        return;
    }
  }

  private static boolean emitsPairs(JoinKind kind) {
    return kind == JoinKind.INNER
        || kind == JoinKind.LEFT
        || kind == JoinKind.RIGHT
        || kind == JoinKind.FULL;
  }

  private static List<@Nullable Object> concat(
      List<? extends @Nullable Object> left, List<? extends @Nullable Object> right) {
    List<@Nullable Object> row = new ArrayList<>(left);
    row.addAll(right);
    return row;
  }
}
