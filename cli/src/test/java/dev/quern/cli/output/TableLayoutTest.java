package dev.quern.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableLayoutTest {
  @Test
  void leavesAloneWhatFits() {
    int[] widths = {5, 10};
    TableLayout layout = TableLayout.fit(widths, new boolean[] {true, true}, 22);
    assertEquals(List.of(0, 1), layout.columns());
    assertEquals(List.of(5, 10), layout.widths());
    assertEquals(List.of(0, 1), TableLayout.fit(widths, new boolean[2], 0).columns());
  }

  @Test
  void narrowsTheWidestTextFirst() {
    TableLayout layout =
        TableLayout.fit(new int[] {80, 10, 40}, new boolean[] {true, true, true}, 60);
    assertEquals(List.of(20, 10, 20), layout.widths());
  }

  @Test
  void neverNarrowsNumbers() {
    TableLayout layout = TableLayout.fit(new int[] {20, 40}, new boolean[] {false, true}, 40);
    assertEquals(List.of(20, 13), layout.widths());
  }

  @Test
  void leavesOutColumnsInTheMiddle() {
    int[] widths = new int[20];
    Arrays.fill(widths, 10);
    TableLayout layout = TableLayout.fit(widths, new boolean[20], 60);
    assertEquals(List.of(0, 1, TableLayout.GAP, 18, 19), layout.columns());
    int total = 1;
    for (int column : layout.columns()) {
      total += layout.width(column) + 3;
    }
    assertTrue(total <= 60, layout.toString());
    assertTrue(layout.shownCount() == 4, layout.toString());
  }

  @Test
  void showsSomethingOnANarrowScreen() {
    TableLayout layout = TableLayout.fit(new int[] {30, 30, 30}, new boolean[3], 10);
    assertTrue(layout.columns().contains(TableLayout.GAP));
    assertTrue(layout.shownCount() >= 1);
    assertEquals(List.of(), TableLayout.fit(new int[0], new boolean[0], 10).columns());
  }
}
