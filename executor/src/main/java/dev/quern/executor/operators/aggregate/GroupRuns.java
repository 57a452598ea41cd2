package dev.quern.executor.operators.aggregate;

import java.util.Arrays;

/**
 * Rows of a batch put together by group, so that an aggregate adds up the rows of one group in a
 * register and touches its state once. Only where groups are few. Keeps the order of rows within a
 * group. Not thread-safe.
 */
final class GroupRuns {
  /** Rows by group below which it does not pay. */
  private static final int LEAST_ROWS_BY_GROUP = 16;

  private static final int MOST_GROUPS = 256;
  private static final int SLOTS = 4 * MOST_GROUPS;
  private static final int SHIFT = 64 - Integer.numberOfTrailingZeros(SLOTS);
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  /** After a failure so many batches go by, and twice as many after the next. */
  private static final int FIRST_PAUSE = 4;

  private static final int LONGEST_PAUSE = 1 << 20;

  /** Group of each slot or 0, and its place among the groups met. */
  private final long[] slotGroups = new long[SLOTS];

  private final short[] slotPlaces = new short[SLOTS];
  private final long[] groups = new long[MOST_GROUPS];
  private final int[] ends = new int[MOST_GROUPS];
  private short[] places = new short[0];
  private int[] ordered = new int[0];

  /** The rows of the last call, one group after the other: {@link #ordered} or what was given. */
  private int[] current = ordered;

  private int groupCount;
  private int pause = FIRST_PAUSE;
  private int passed = FIRST_PAUSE;

  /**
   * Puts rows together.
   *
   * @param isOneGroup whether it is known that all rows are of one group
   * @param target for each row of the batch the address of its group
   * @return false if there are too many groups for that to pay
   */
  boolean tryOrder(boolean isOneGroup, int[] rows, int count, long[] target) {
    if (count < LEAST_ROWS_BY_GROUP || (!isOneGroup && passed < pause)) {
      passed++;
      return false;
    }
    if (isOneGroup || areOfOneGroup(rows, count, target)) {
      groups[0] = target[rows[0]];
      ends[0] = count;
      groupCount = 1;
      current = rows;
      return true;
    }
    makeRoom(count);
    boolean few = countGroups(rows, count, target);
    if (few) {
      order(rows, count);
      current = ordered;
      pause = FIRST_PAUSE;
      passed = pause;
    } else {
      pause = Math.min(2 * pause, LONGEST_PAUSE);
      passed = 0;
    }
    return few;
  }

  private static boolean areOfOneGroup(int[] rows, int count, long[] target) {
    long first = target[rows[0]];
    for (int i = 1; i < count; i++) {
      if (target[rows[i]] != first) {
        return false;
      }
    }
    return true;
  }

  private boolean countGroups(int[] rows, int count, long[] target) {
    Arrays.fill(slotGroups, 0);
    Arrays.fill(ends, 0);
    groupCount = 0;
    int mostGroups = Math.min(MOST_GROUPS, count / LEAST_ROWS_BY_GROUP);
    for (int i = 0; i < count; i++) {
      long group = target[rows[i]];
      int slot = (int) ((group * FACTOR) >>> SHIFT);
      while (slotGroups[slot] != group) {
        if (slotGroups[slot] == 0) {
          if (groupCount == mostGroups) {
            return false;
          }
          slotGroups[slot] = group;
          slotPlaces[slot] = (short) groupCount;
          groups[groupCount++] = group;
          break;
        }
        slot = (slot + 1) & (SLOTS - 1);
      }
      short place = slotPlaces[slot];
      places[i] = place;
      ends[place]++;
    }
    return true;
  }

  /** Turns counts into ends on the way. */
  private void order(int[] rows, int count) {
    int start = 0;
    for (int group = 0; group < groupCount; group++) {
      int size = ends[group];
      ends[group] = start;
      start += size;
    }
    for (int i = 0; i < count; i++) {
      ordered[ends[places[i]]++] = rows[i];
    }
  }

  /** Returns the rows, those of one group after those of another; not to be changed. */
  int[] rows() {
    return current;
  }

  int groupCount() {
    return groupCount;
  }

  /** Returns the address of a group. */
  long group(int index) {
    return groups[index];
  }

  /** Returns where the rows of a group begin. */
  int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** Returns where the rows of a group end. */
  int end(int index) {
    return ends[index];
  }

  private void makeRoom(int count) {
    if (ordered.length < count) {
      ordered = new int[count];
      places = new short[count];
    }
  }
}
