package dev.quern.executor.operators.aggregate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class GroupRunsTest {
  private static final int ROWS = 1_000;

  private final GroupRuns runs = new GroupRuns();

  private static int[] run(GroupRuns runs, int index) {
    return Arrays.copyOfRange(runs.rows(), runs.start(index), runs.end(index));
  }

  @Test
  void rowsOfOneGroupStayAsTheyAre() {
    int[] rows = IntStream.range(0, ROWS).map(i -> 2 * i).toArray();
    long[] target = new long[2 * ROWS];
    for (int row : rows) {
      target[row] = 64;
    }
    assertTrue(runs.tryOrder(false, rows, ROWS, target));
    assertEquals(1, runs.groupCount());
    assertEquals(64, runs.group(0));
    assertArrayEquals(rows, run(runs, 0));
  }

  @Test
  void anOnlyGroupIsNotLookedFor() {
    int[] rows = IntStream.range(0, ROWS).toArray();
    long[] target = new long[ROWS];
    target[0] = 128;
    assertTrue(runs.tryOrder(true, rows, ROWS, target));
    assertEquals(1, runs.groupCount());
    assertEquals(128, runs.group(0));
    assertArrayEquals(rows, run(runs, 0));
  }

  @Test
  void rowsOfAFewGroupsComeInTheirOrderAfterBatchesOfOneGroup() {
    int[] rows = IntStream.range(0, ROWS).toArray();
    long[] one = new long[ROWS];
    Arrays.fill(one, 8);
    long[] three = IntStream.range(0, ROWS).mapToLong(i -> 8L * (1 + i % 3)).toArray();
    for (int batch = 0; batch < 3; batch++) {
      assertTrue(runs.tryOrder(false, rows, ROWS, one));
      assertTrue(runs.tryOrder(false, rows, ROWS, three));
      assertEquals(3, runs.groupCount());
      for (int group = 0; group < 3; group++) {
        int first = group;
        assertEquals(8L * (1 + group), runs.group(group));
        assertArrayEquals(
            IntStream.range(0, ROWS).filter(i -> i % 3 == first).toArray(), run(runs, group));
      }
    }
  }

  @Test
  void theLastRowOfAnotherGroupIsSeen() {
    int[] rows = IntStream.range(0, ROWS).toArray();
    long[] target = new long[ROWS];
    Arrays.fill(target, 8);
    target[ROWS - 1] = 16;
    assertTrue(runs.tryOrder(false, rows, ROWS, target));
    assertEquals(2, runs.groupCount());
    assertArrayEquals(new int[] {ROWS - 1}, run(runs, 1));
  }

  @Test
  void manyGroupsAndFewRowsAreLeftAlone() {
    int[] rows = IntStream.range(0, ROWS).toArray();
    long[] target = IntStream.range(0, ROWS).mapToLong(i -> 8L * (1 + i)).toArray();
    assertTrue(runs.tryOrder(true, rows, ROWS, new long[ROWS]));
    assertFalse(runs.tryOrder(false, rows, 5, target));
    GroupRuns others = new GroupRuns();
    for (int batch = 0; batch < 10; batch++) {
      assertFalse(others.tryOrder(false, rows, ROWS, target));
    }
  }
}
