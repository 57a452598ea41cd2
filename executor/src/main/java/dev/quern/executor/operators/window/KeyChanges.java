package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.PhysicalType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the rows whose keys differ from those of the row before. Immutable. */
final class KeyChanges {
  private final int[] columns;

  KeyChanges(List<Integer> columns) {
    this.columns = columns.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Sets the bit of each row from the second on whose keys differ from the row before.
   *
   * @param rows all columns of the batch
   * @param bits bit i of word i / 64 stands for row i
   */
  void mark(List<ColumnAddresses> rows, int rowCount, long[] bits) {
    for (int column : columns) {
      ColumnAddresses keys = rows.get(column);
      if (!keys.hasNulls() && keys.type() == PhysicalType.INT) {
        markInts(keys.data(), rowCount, bits);
      } else if (!keys.hasNulls() && keys.type() == PhysicalType.LONG) {
        markLongs(keys.data(), rowCount, bits);
      } else {
        markAny(keys, rowCount, bits);
      }
    }
  }

  private static void markInts(long data, int rowCount, long[] bits) {
    int before = Memory.getInt(data);
    for (int row = 1; row < rowCount; row++) {
      int value = Memory.getInt(data + 4L * row);
      bits[row >>> 6] |= (value == before ? 0L : 1L) << row;
      before = value;
    }
  }

  private static void markLongs(long data, int rowCount, long[] bits) {
    long before = Memory.getLong(data);
    for (int row = 1; row < rowCount; row++) {
      long value = Memory.getLong(data + 8L * row);
      bits[row >>> 6] |= (value == before ? 0L : 1L) << row;
      before = value;
    }
  }

  private static void markAny(ColumnAddresses keys, int rowCount, long[] bits) {
    for (int row = 1; row < rowCount; row++) {
      if (!CellValues.sameOrBothNull(keys, row - 1, keys, row)) {
        bits[row >>> 6] |= 1L << row;
      }
    }
  }

  /** Returns whether a row of one batch differs from the last row of the batch before. */
  boolean differs(@Nullable List<ColumnAddresses> before, int lastRow, List<ColumnAddresses> rows) {
    if (before == null) {
      return true;
    }
    for (int column : columns) {
      if (!CellValues.sameOrBothNull(before.get(column), lastRow, rows.get(column), 0)) {
        return true;
      }
    }
    return false;
  }
}
