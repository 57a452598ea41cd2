package dev.quern.executor.operators.sort;

import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.memory.RowStore;
import dev.quern.executor.memory.RowWriter;

/**
 * Rows in memory that are to be sorted. Room for sorting is reserved with the rows, so that sorting
 * itself cannot be refused. Add rows, {@link #sort()}, read {@link #address} in order; {@link
 * #clear()} begins anew. Not thread-safe.
 */
final class SortBuffer implements AutoCloseable {
  /** An entry and as much again for the sort's scratch space. */
  private static final int SORT_BYTES = 2 * EntrySorter.ENTRY_BYTES;

  private static final int CURSOR_ROWS = 1024;

  private final RowOrder order;
  private final MemoryPool.Reservation reservation;
  private RowStore store;
  private long reservedForSort;
  private long entries;

  SortBuffer(RowOrder order, MemoryPool.Reservation reservation) {
    this.order = order;
    this.reservation = reservation;
    this.store = new RowStore(order.layout(), reservation);
  }

  long rowCount() {
    return store.rowCount();
  }

  /**
   * Adds rows {@code rows[from]} to {@code rows[from + count - 1]} of the writer.
   *
   * @param words the rows' normalized keys, {@code words[word][row]}
   * @param addresses scratch space, as long as {@code rows}
   * @return how many were added; fewer than {@code count} if memory was refused
   */
  int tryAdd(RowWriter writer, long[][] words, int[] rows, int from, int count, long[] addresses) {
    long sortBytes = (long) count * SORT_BYTES;
    if (!reservation.tryGrow(sortBytes)) {
      return 0;
    }
    int added = store.tryAppend(writer, rows, from, count, addresses);
    long unused = (long) (count - added) * SORT_BYTES;
    reservation.shrink(unused);
    reservedForSort += sortBytes - unused;
    storeWords(words, rows, from, added, addresses);
    return added;
  }

  /** Adds rows as {@link #tryAdd}, beyond the limit of memory if need be. */
  void forceAdd(
      RowWriter writer, long[][] words, int[] rows, int from, int count, long[] addresses) {
    long sortBytes = (long) count * SORT_BYTES;
    reservation.force(sortBytes);
    reservedForSort += sortBytes;
    for (int i = from; i < from + count; i++) {
      addresses[i] = store.forceAllocate(writer.rowBytes(rows[i]));
    }
    writer.write(rows, addresses, from, count);
    storeWords(words, rows, from, count, addresses);
  }

  private static void storeWords(
      long[][] words, int[] rows, int from, int count, long[] addresses) {
    for (int word = 0; word < words.length; word++) {
      long[] source = words[word];
      for (int i = from; i < from + count; i++) {
        Memory.putLong(addresses[i] + 8L * word, source[rows[i]]);
      }
    }
  }

  /** Sorts the rows; nothing may be added after that until {@link #clear()} or {@link #keep}. */
  void sort() {
    freeEntries();
    if (rowCount() == 0) {
      return;
    }
    long bytes = rowCount() * EntrySorter.ENTRY_BYTES;
    entries = Memory.allocate(bytes);
    fillEntries();
    long scratch = Memory.allocate(bytes);
    try {
      new EntrySorter(order, entries, scratch).sort(rowCount());
    } finally {
      Memory.free(scratch);
    }
  }

  /** Gives back the room that only sorting needs; the rows are not sorted again after this. */
  void releaseScratch() {
    long needed = rowCount() * EntrySorter.ENTRY_BYTES;
    reservation.shrink(reservedForSort - needed);
    reservedForSort = needed;
  }

  private void fillEntries() {
    RowCursor cursor = store.cursor();
    long[] addresses = new long[CURSOR_ROWS];
    boolean hasWords = order.wordCount() > 0;
    long entry = entries;
    for (int count = cursor.next(addresses, CURSOR_ROWS);
        count > 0;
        count = cursor.next(addresses, CURSOR_ROWS)) {
      for (int i = 0; i < count; i++) {
        Memory.putLong(entry, hasWords ? RowOrder.word(addresses[i], 0) : 0);
        Memory.putLong(entry + 8, addresses[i]);
        entry += EntrySorter.ENTRY_BYTES;
      }
    }
  }

  /** Returns the address of a row by its place in the order. */
  long address(long index) {
    return Memory.getLong(entries + index * EntrySorter.ENTRY_BYTES + 8);
  }

  /**
   * Drops all but the first {@code count} rows of the sorted order, at most half of them. Copies
   * those, beyond the limit of memory if need be, since more is given back right after.
   */
  void keep(long count) {
    RowStore kept = new RowStore(order.layout(), reservation);
    for (long i = 0; i < count; i++) {
      long source = address(i);
      int bytes = order.layout().rowBytes(source);
      long target = kept.tryAllocate(bytes);
      Memory.copy(source, target != 0 ? target : kept.forceAllocate(bytes), bytes);
    }
    store.close();
    store = kept;
    freeEntries();
    reservation.shrink(reservedForSort - count * SORT_BYTES);
    reservedForSort = count * SORT_BYTES;
  }

  /** Drops all rows and gives their memory back. */
  void clear() {
    store.clear();
    freeEntries();
    reservation.shrink(reservedForSort);
    reservedForSort = 0;
  }

  private void freeEntries() {
    if (entries != 0) {
      Memory.free(entries);
      entries = 0;
    }
  }

  @Override
  public void close() {
    clear();
  }
}
