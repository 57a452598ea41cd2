package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.plan.types.Schema;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A short cut to the groups of a small {@link GroupTable}: where keys are short and groups few, the
 * group of a row is found by its packed keys, without hashing or comparing columns. Knows nothing
 * that the table does not; gives up for good where it does not help. Not thread-safe.
 */
final class RecentGroups {
  private static final int MOST_GROUPS = 256;
  private static final int SLOTS = 4 * MOST_GROUPS;
  private static final int SHIFT = 64 - Integer.numberOfTrailingZeros(SLOTS);
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  /** A batch is a failure if more than one of so many rows is not found. */
  private static final int ROWS_BY_MISS = 16;

  private static final int MOST_FAILURES = 8;

  private final @Nullable KeyPacker packer;
  private final long[] keys = new long[SLOTS];
  private final long[] addresses = new long[SLOTS];
  private long[] packed = new long[0];
  private int groupCount;
  private int failures;
  private boolean isUseful;

  RecentGroups(Schema keys) {
    this.packer = KeyPacker.of(keys);
    this.isUseful = packer != null;
  }

  /** Returns whether it is worth while to call {@link #find}. */
  boolean isUseful() {
    return isUseful;
  }

  /** Chooses the rows that {@link #find} and {@link #add} are about. */
  void bind(List<ColumnAddresses> columns, int rowCount) {
    if (packed.length < rowCount) {
      packed = new long[rowCount];
    }
    if (packer != null) {
      packer.pack(columns, rowCount, packed);
    }
  }

  /**
   * Writes the address of each row's group to {@code groups[row]} if it is known.
   *
   * @param missing takes the rows whose group is not known
   * @return how many those are
   */
  int find(int[] rows, int count, long[] groups, int[] missing) {
    int missingCount = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      long key = packed[row];
      int slot = slot(key);
      while (addresses[slot] != 0 && keys[slot] != key) {
        slot = (slot + 1) & (SLOTS - 1);
      }
      long address = addresses[slot];
      groups[row] = address;
      if (address == 0) {
        missing[missingCount++] = row;
      }
    }
    if (missingCount > count / ROWS_BY_MISS && ++failures == MOST_FAILURES) {
      isUseful = false;
    }
    return missingCount;
  }

  /** Takes note of groups that were found or made elsewhere; those at address 0 were not. */
  void add(int[] rows, int count, long[] groups) {
    for (int i = 0; i < count && isUseful; i++) {
      int row = rows[i];
      if (groups[row] != 0 && packed[row] != KeyPacker.TOO_LONG) {
        add(packed[row], groups[row]);
      }
    }
  }

  private void add(long key, long address) {
    int slot = slot(key);
    while (addresses[slot] != 0) {
      if (keys[slot] == key) {
        return;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    if (groupCount == MOST_GROUPS) {
      isUseful = false;
      return;
    }
    keys[slot] = key;
    addresses[slot] = address;
    groupCount++;
  }

  /** Forgets all groups, which lie elsewhere from now on. */
  void clear() {
    Arrays.fill(addresses, 0);
    groupCount = 0;
  }

  private static int slot(long key) {
    return (int) ((key * FACTOR) >>> SHIFT);
  }
}
