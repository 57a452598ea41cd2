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
  private final RowStore store;
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

  /**
   * Adds one row as {@link #tryAdd}; other holders are asked for memory if need be.
   *
   * @throws dev.quern.plan.errors.QueryException OUT_OF_MEMORY if it is not to be had
   */
  void insist(
      RowWriter writer,
      long[][] words,
      int[] rows,
      int index,
      long[] addresses,
      Runnable whileWaiting) {
    reservation.growOrWait(SORT_BYTES, whileWaiting);
    reservedForSort += SORT_BYTES;
    int bytes = writer.rowBytes(rows[index]);
    store.insist(bytes, whileWaiting);
    addresses[index] = store.allocate(bytes);
    writer.write(rows, addresses, index, 1);
    storeWords(words, rows, index, 1, addresses);
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

  /** Sorts the rows; nothing may be added after that until {@link #clear()} or {@link #tryKeep}. */
  void sort() {
    freeEntries();
    if (rowCount() == 0) {
      return;
    }
    long bytes = rowCount() * EntrySorter.ENTRY_BYTES;
    reservation.makeRoom(2 * bytes);
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

  int rowBytes(long row) {
    return order.layout().rowBytes(row);
  }

  /** Returns the address of a row by its place in the order. */
  long address(long index) {
    return Memory.getLong(entries + index * EntrySorter.ENTRY_BYTES + 8);
  }

  /**
   * Drops all but the first {@code count} rows of the sorted order, at most half of them, without
   * copying those elsewhere. They keep the order in which they were added.
   *
   * @return false if memory for a copy of one row was refused; then nothing has changed
   */
  boolean tryKeep(long count) {
    long last = address(count - 1);
    int bytes = order.layout().rowBytes(last);
    if (!reservation.tryGrow(bytes)) {
      return false;
    }
    long bound = Memory.allocate(bytes);
    try {
      Memory.copy(last, bound, bytes);
      retainUpTo(bound, count);
    } finally {
      Memory.free(bound);
      reservation.shrink(bytes);
    }
    freeEntries();
    reservation.shrink(reservedForSort - count * SORT_BYTES);
    reservedForSort = count * SORT_BYTES;
    return true;
  }

  /** Keeps the rows before {@code bound} and, of those equal to it, the first that were added. */
  private void retainUpTo(long bound, long count) {
    long before = count;
    while (before > 0 && order.compare(address(before - 1), bound) == 0) {
      before--;
    }
    long[] equalsLeft = {count - before};
    store.retain(
        row -> {
          int compared = order.compare(row, bound);
          return compared < 0 || (compared == 0 && equalsLeft[0]-- > 0);
        });
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
