package dev.quern.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which columns of a table are shown, and how wide: text columns are narrowed first, the widest
 * ones most; then columns in the middle are left out. Numbers are never cut.
 *
 * @param columns indexes of those shown, in order; {@value #GAP} stands for all left out
 * @param widths width of each column of the result, without borders
 */
record TableLayout(List<Integer> columns, List<Integer> widths) {
  static final int GAP = -1;

  private static final int LEAST_TEXT_WIDTH = 8;
  private static final int BORDERS_OF_A_COLUMN = 3;

  /**
   * @param widths wished widths
   * @param mayCut whether a column's values may be cut
   * @param screenWidth 0 = no limit
   */
  static TableLayout fit(int[] widths, boolean[] mayCut, int screenWidth) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      all.add(i);
    }
    if (screenWidth == 0 || total(all, widths) <= screenWidth) {
      return new TableLayout(all, boxed(widths));
    }
    int[] narrowed = widths;
    int widest = Arrays.stream(widths).max().orElse(0);
    for (int most = widest - 1; most >= LEAST_TEXT_WIDTH; most--) {
      narrowed = narrow(widths, mayCut, most);
      if (total(all, narrowed) <= screenWidth) {
        return new TableLayout(all, boxed(narrowed));
      }
    }
    return new TableLayout(withoutMiddle(all, narrowed, screenWidth), boxed(narrowed));
  }

  private static List<Integer> boxed(int[] widths) {
    return Arrays.stream(widths).boxed().toList();
  }

  private static int[] narrow(int[] widths, boolean[] mayCut, int most) {
    int[] narrowed = widths.clone();
    for (int i = 0; i < narrowed.length; i++) {
      narrowed[i] = mayCut[i] ? Math.min(narrowed[i], most) : narrowed[i];
    }
    return narrowed;
  }

  private static List<Integer> withoutMiddle(List<Integer> all, int[] widths, int screenWidth) {
    List<Integer> shown = new ArrayList<>(all);
    int middle = shown.size() / 2;
    shown.set(middle, GAP);
    while (shown.size() > 2 && total(shown, widths) > screenWidth) {
      // The right part is the larger one while the gap stands at or before the middle.
      boolean fromRight = shown.size() - 1 - middle >= middle;
      shown.remove(fromRight ? middle + 1 : middle - 1);
      middle = shown.indexOf(GAP);
    }
    return shown;
  }

  private static int total(List<Integer> columns, int[] widths) {
    int total = 1;
    for (int column : columns) {
      total += (column == GAP ? 1 : widths[column]) + BORDERS_OF_A_COLUMN;
    }
    return total;
  }

  /** Returns the width of a shown column. */
  int width(int column) {
    return column == GAP ? 1 : widths.get(column);
  }

  /** Returns how many columns are shown. */
  int shownCount() {
    return (int) columns.stream().filter(column -> column != GAP).count();
  }
}
