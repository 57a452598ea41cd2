package dev.quern.executor.memory;

/**
 * Reads slots of a hash table shortly before they are looked at, many in a row with nothing that
 * depends on them: the processor waits for many at a time, where a loop that branches on each slot
 * waits for one after the other (Chen et al., "Improving Hash Join Performance through
 * Prefetching", 2004). Not thread-safe.
 */
public final class SlotPrefetch {
  /** Tables with no more slots than that stay in the processor's caches. */
  private static final int CACHED_SLOTS = 1 << 17;

  /** Written only: keeps the reads from being left out as useless. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  /**
   * Reads the slots at {@code positions[rows[i]]}.
   *
   * @param slots where the table's slots of 8 bytes begin
   * @param capacity the number of slots
   */
  public void readSlots(long slots, long capacity, long[] positions, int[] rows, int count) {
    if (capacity <= CACHED_SLOTS) {
      return;
    }
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Memory.getLong(slots + positions[rows[i]] * Long.BYTES);
    }
    seen += sum;
  }

  /**
   * Reads the first slot of each of the rows at {@code addresses}, which begin with their hash.
   *
   * @param slots where the table's slots of 8 bytes begin
   * @param capacity the number of slots, a power of two
   */
  public void readSlotsOfRows(long slots, long capacity, long[] addresses, int count) {
    if (capacity <= CACHED_SLOTS) {
      return;
    }
    long mask = capacity - 1;
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Memory.getLong(slots + (Memory.getLong(addresses[i]) & mask) * Long.BYTES);
    }
    seen += sum;
  }

  /**
   * Reads the beginnings of the rows at {@code addresses[pairs[i]]}.
   *
   * @param storedBytes how much memory all rows of the table take
   */
  public void readRows(long storedBytes, long[] addresses, int[] pairs, int count) {
    if (storedBytes <= CACHED_SLOTS * Long.BYTES) {
      return;
    }
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Memory.getLong(addresses[pairs[i]]);
    }
    seen += sum;
  }
}
