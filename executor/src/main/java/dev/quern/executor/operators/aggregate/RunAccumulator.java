package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ColumnAddresses;
import java.util.List;

/** An aggregate that can add many rows of one group faster than rows of any groups. */
interface RunAccumulator extends Accumulator {
  /**
   * Adds raw rows that all belong to one group; the same as {@link #add} with each of them.
   *
   * @param rows indexes of the rows to add, from place {@code from} up to, not including, {@code
   *     to}
   * @param group the address of the group
   */
  void addRun(List<ColumnAddresses> arguments, int[] rows, int from, int to, long group);
}
