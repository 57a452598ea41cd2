package dev.quern.executor.operators.join;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.MemoryPool;

/**
 * One bit for each row of a probe file: whether it has had a match in any block of the build side.
 */
final class ProbeMarks implements AutoCloseable {
  private final MemoryPool.Reservation reservation;
  private final long bytes;
  private final long bits;
  private long firstRow;

  /**
   * @param reservation charged; stays the caller's
   * @param whileWaiting run while others are to give memory back
   * @throws dev.quern.plan.errors.QueryException OUT_OF_MEMORY if there is too little
   */
  ProbeMarks(long rowCount, MemoryPool.Reservation reservation, Runnable whileWaiting) {
    this.reservation = reservation;
    this.bytes = rowCount / 8 + 1;
    reservation.growOrWait(bytes, whileWaiting);
    this.bits = Memory.allocate(bytes);
    Memory.fill(bits, bytes, (byte) 0);
  }

  /** Goes back to the first row. */
  void rewind() {
    firstRow = 0;
  }

  /** Sets the bits of the next {@code rowCount} rows that have a match. */
  void add(boolean[] matched, int rowCount) {
    for (int i = 0; i < rowCount; i++) {
      if (matched[i]) {
        long row = firstRow + i;
        ColumnAddresses.setBit(bits + (row >>> 3), (int) (row & 7));
      }
    }
    firstRow += rowCount;
  }

  /** Reads the bits of the next {@code rowCount} rows. */
  boolean[] next(int rowCount) {
    boolean[] matched = new boolean[rowCount];
    for (int i = 0; i < rowCount; i++) {
      long row = firstRow + i;
      matched[i] = ColumnAddresses.isSet(bits + (row >>> 3), (int) (row & 7));
    }
    firstRow += rowCount;
    return matched;
  }

  @Override
  public void close() {
    Memory.free(bits);
    reservation.shrink(bytes);
  }
}
