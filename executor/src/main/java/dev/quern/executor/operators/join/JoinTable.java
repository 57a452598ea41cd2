package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.KeyMatcher;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.memory.RowHasher;
import dev.quern.executor.memory.RowLayout;
import dev.quern.executor.memory.RowStore;
import dev.quern.executor.memory.RowWriter;
import dev.quern.executor.memory.SlotPrefetch;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * The held side of a hash join: rows, and a table of their keys. Rows are added first; {@link
 * #tryFinish} then makes the table in the right size at once. Each slot of the open-addressing
 * table holds 16 bits of the hash and the 48-bit address of the first row of a key; rows of equal
 * keys are linked.
 *
 * <pre>
 * header of a row: offset 0  hash
 *                  offset 8  address of the next row with the same key or 0; bit 0: has a match;
 *                            bit 1: cannot have one (null key) and is not in the table
 * </pre>
 *
 * <p>After {@link #tryFinish} any number of threads may probe, as long as none sets matches.
 */
final class JoinTable implements AutoCloseable {
  private static final long TAG = 0xFFFF_0000_0000_0000L;
  private static final int NEXT = 8;
  private static final int HEADER_BYTES = 16;
  private static final long MATCHED = 1;
  private static final long UNMATCHABLE = 2;
  private static final int STEP = 1024;

  private final JoinKeys keys;
  private final boolean keepsUnmatchable;
  private final MemoryPool.Reservation reservation;
  private final RowStore store;
  private final RowWriter writer;
  private final KeyMatcher matcher;
  private long slots;
  private long capacity;
  private long reservedSlots;
  private boolean hasNullKey;
  private long rowsSeen;

  private long[] hashes = new long[0];
  private long[] addresses = new long[0];
  private int[] rows = new int[0];

  /**
   * @param keepsUnmatchable whether rows with null keys are kept
   * @param reservation charged for everything; closed with the table
   */
  JoinTable(JoinKeys keys, boolean keepsUnmatchable, MemoryPool.Reservation reservation) {
    this.keys = keys;
    this.keepsUnmatchable = keepsUnmatchable;
    this.reservation = reservation;
    RowLayout layout = new RowLayout(keys.schema(), HEADER_BYTES);
    this.store = new RowStore(layout, reservation);
    this.writer = new RowWriter(layout);
    this.matcher = new KeyMatcher(layout, keys.columns());
  }

  RowLayout layout() {
    return store.layout();
  }

  /** Returns the rows that are kept. */
  long rowCount() {
    return store.rowCount();
  }

  int longestRowBytes() {
    return store.longestRowBytes();
  }

  /** Returns what is known of all rows that were added, kept or not. */
  BuildFacts facts() {
    return new BuildFacts(rowsSeen == 0, hasNullKey);
  }

  /** Returns whether another operator needs the memory more. */
  boolean isSpillRequested() {
    return reservation.isSpillRequested();
  }

  void clearSpillRequest() {
    reservation.clearSpillRequest();
  }

  MemoryPool.Reservation reservation() {
    return reservation;
  }

  long bytes() {
    return store.bytes() + reservedSlots * Long.BYTES;
  }

  RowCursor rows() {
    return store.cursor();
  }

  /**
   * Adds rows {@code from} to {@code to - 1} of a batch, which stays open, or as many as memory is
   * given for.
   *
   * @return the first row that was not added; {@code to} if all were
   */
  int tryAdd(Batch batch, int from, int to) {
    int rowCount = batch.rowCount();
    makeRoom(rowCount);
    List<ColumnAddresses> keyColumns = keys.addresses(batch);
    RowHasher.hash(keyColumns, rowCount, hashes);
    writer.bind(batch.vectors(), rowCount);
    int matchable = keys.selectMatchable(keyColumns, rowCount, rows);
    hasNullKey |= matchable < rowCount;
    if (keepsUnmatchable && matchable < rowCount) {
      return addWithUnmatchable(rowCount, matchable, from, to);
    }
    int first = indexOf(from, matchable);
    int end = indexOf(to, matchable);
    int added = append(rows, first, end - first);
    for (int i = first; i < first + added; i++) {
      Memory.putLong(addresses[i], hashes[rows[i]]);
      Memory.putLong(addresses[i] + NEXT, 0);
    }
    int next = first + added == end ? to : rows[first + added];
    rowsSeen += next - from;
    return next;
  }

  /** Returns the index of the first of the ascending {@link #rows} that is not before a row. */
  private int indexOf(int row, int count) {
    int index = Arrays.binarySearch(rows, 0, count, row);
    return index < 0 ? -index - 1 : index;
  }

  private int addWithUnmatchable(int rowCount, int matchable, int from, int to) {
    boolean[] canMatch = new boolean[rowCount];
    for (int i = 0; i < matchable; i++) {
      canMatch[rows[i]] = true;
    }
    for (int row = 0; row < rowCount; row++) {
      rows[row] = row;
    }
    int added = append(rows, from, to - from);
    for (int row = from; row < from + added; row++) {
      Memory.putLong(addresses[row], hashes[row]);
      Memory.putLong(addresses[row] + NEXT, canMatch[row] ? 0 : UNMATCHABLE);
    }
    rowsSeen += added;
    return from + added;
  }

  private int append(int[] selected, int from, int count) {
    return store.tryAppend(writer, selected, from, count, addresses);
  }

  /**
   * Takes memory for one row of the batch that was refused, which other holders are asked for if
   * need be.
   *
   * @throws dev.quern.plan.errors.QueryException OUT_OF_MEMORY if it is not to be had
   */
  void insist(int row, Runnable whileWaiting) {
    store.insist(writer.rowBytes(row), whileWaiting);
  }

  /**
   * Takes the memory that {@link #tryFinish} needs for a number of rows.
   *
   * @return false if it was refused
   */
  boolean tryReserveSlots(long rowCount) {
    long wanted = tableCapacity(rowCount);
    if (wanted <= reservedSlots) {
      return true;
    }
    if (!reservation.tryGrow((wanted - reservedSlots) * Long.BYTES)) {
      return false;
    }
    reservedSlots = wanted;
    return true;
  }

  /** As {@link #tryReserveSlots}; asks other holders if need be, or throws OUT_OF_MEMORY. */
  void insistOnSlots(long rowCount, Runnable whileWaiting) {
    if (!tryReserveSlots(rowCount)) {
      long wanted = tableCapacity(rowCount);
      reservation.growOrWait((wanted - reservedSlots) * Long.BYTES, whileWaiting);
      reservedSlots = wanted;
    }
  }

  /**
   * Makes the table of all rows added so far.
   *
   * @return false if the memory was refused
   */
  boolean tryFinish() {
    if (!tryReserveSlots(rowCount())) {
      return false;
    }
    long wanted = tableCapacity(rowCount());
    reservation.shrink((reservedSlots - wanted) * Long.BYTES);
    reservedSlots = wanted;
    makeTable(wanted);
    return true;
  }

  /**
   * Keeps the rows whose hash {@code kept} accepts, at other addresses, and gives the memory of the
   * others and of the slots back; then the table is to be finished again. No row may be marked.
   */
  void retain(LongPredicate kept) {
    freeSlots();
    store.retain(address -> kept.test(hash(address)));
    RowCursor cursor = store.cursor();
    long[] some = new long[STEP];
    for (int count = cursor.next(some, STEP); count > 0; count = cursor.next(some, STEP)) {
      for (int i = 0; i < count; i++) {
        Memory.putLong(some[i] + NEXT, Memory.getLong(some[i] + NEXT) & UNMATCHABLE);
      }
    }
  }

  private static long tableCapacity(long rowCount) {
    long wanted = 64;
    while (wanted < 2 * rowCount) {
      wanted *= 2;
    }
    return wanted;
  }

  private void makeTable(long wanted) {
    reservation.makeRoom(wanted * Long.BYTES);
    slots = Memory.allocate(wanted * Long.BYTES);
    capacity = wanted;
    Memory.fill(slots, wanted * Long.BYTES, (byte) 0);
    RowCursor cursor = store.cursor();
    SlotPrefetch prefetch = new SlotPrefetch();
    long[] some = new long[STEP];
    for (int count = cursor.next(some, STEP); count > 0; count = cursor.next(some, STEP)) {
      prefetch.readSlotsOfRows(slots, wanted, some, count);
      for (int i = 0; i < count; i++) {
        if ((Memory.getLong(some[i] + NEXT) & UNMATCHABLE) == 0) {
          insert(some[i]);
        }
      }
    }
  }

  private void insert(long address) {
    long mask = capacity - 1;
    long hash = Memory.getLong(address);
    long tag = hash & TAG;
    for (long position = hash & mask; ; position = (position + 1) & mask) {
      long slot = slots + position * Long.BYTES;
      long entry = Memory.getLong(slot);
      if (entry == 0) {
        Memory.putLong(slot, tag | address);
        return;
      }
      long head = entry & ~TAG;
      if ((entry & TAG) == tag && Memory.getLong(head) == hash && matcher.equal(head, address)) {
        Memory.putLong(address + NEXT, Memory.getLong(head + NEXT));
        Memory.putLong(head + NEXT, address);
        return;
      }
    }
  }

  /**
   * Finds the first row of each probe row's key.
   *
   * @param probe the scratch memory of one thread
   * @param keyColumns the probe side's key columns
   * @param heads takes for each row the address, 0 if there is no match
   */
  void find(ProbeScratch probe, List<ColumnAddresses> keyColumns, int rowCount, long[] heads) {
    Arrays.fill(heads, 0, rowCount, 0);
    if (rowCount() == 0) {
      return;
    }
    probe.makeRoom(rowCount);
    RowHasher.hash(keyColumns, rowCount, probe.hashes);
    int active = keys.selectMatchable(keyColumns, rowCount, probe.active);
    long mask = capacity - 1;
    for (int i = 0; i < active; i++) {
      probe.positions[probe.active[i]] = probe.hashes[probe.active[i]] & mask;
    }
    probe.prefetch.readSlots(slots, capacity, probe.positions, probe.active, active);
    while (active > 0) {
      int compared = findCandidates(probe, active, heads);
      probe.prefetch.readRows(store.bytes(), heads, probe.compared, compared);
      int equal =
          matcher.match(
              keyColumns, probe.identity, heads, probe.compared, compared, probe.active, 0);
      active = compared - equal;
      for (int i = 0; i < active; i++) {
        int row = probe.active[i];
        heads[row] = 0;
        probe.positions[row] = (probe.positions[row] + 1) & mask;
      }
    }
  }

  private int findCandidates(ProbeScratch probe, int active, long[] heads) {
    long mask = capacity - 1;
    int compared = 0;
    for (int i = 0; i < active; i++) {
      int row = probe.active[i];
      long tag = probe.hashes[row] & TAG;
      long position = probe.positions[row];
      long entry = Memory.getLong(slots + position * Long.BYTES);
      while (entry != 0 && (entry & TAG) != tag) {
        position = (position + 1) & mask;
        entry = Memory.getLong(slots + position * Long.BYTES);
      }
      if (entry != 0) {
        probe.positions[row] = position;
        heads[row] = entry & ~TAG;
        probe.compared[compared++] = row;
      }
    }
    return compared;
  }

  /** Returns the next row with the same key, or 0. */
  static long next(long address) {
    return Memory.getLong(address + NEXT) & ~(MATCHED | UNMATCHABLE);
  }

  /** Returns the hash of the row's keys. */
  static long hash(long address) {
    return Memory.getLong(address);
  }

  static void setMatched(long address) {
    Memory.putLong(address + NEXT, Memory.getLong(address + NEXT) | MATCHED);
  }

  static boolean isMatched(long address) {
    return (Memory.getLong(address + NEXT) & MATCHED) != 0;
  }

  static boolean isUnmatchable(long address) {
    return (Memory.getLong(address + NEXT) & UNMATCHABLE) != 0;
  }

  /** Forgets all rows and gives their memory back. */
  void clear() {
    store.clear();
    freeSlots();
  }

  private void freeSlots() {
    if (capacity > 0) {
      Memory.free(slots);
      capacity = 0;
      slots = 0;
    }
    reservation.shrink(reservedSlots * Long.BYTES);
    reservedSlots = 0;
  }

  @Override
  public void close() {
    clear();
    reservation.close();
  }

  private void makeRoom(int rowCount) {
    if (hashes.length < rowCount) {
      hashes = new long[rowCount];
      addresses = new long[rowCount];
      rows = new int[rowCount];
    }
  }

  /** Arrays that a thread uses while it probes. */
  static final class ProbeScratch {
    private long[] hashes = new long[0];
    private long[] positions = new long[0];
    private int[] active = new int[0];
    private int[] compared = new int[0];
    private int[] identity = new int[0];
    private final SlotPrefetch prefetch = new SlotPrefetch();

    private void makeRoom(int rowCount) {
      if (hashes.length < rowCount) {
        hashes = new long[rowCount];
        positions = new long[rowCount];
        active = new int[rowCount];
        compared = new int[rowCount];
        identity = new int[rowCount];
        Arrays.setAll(identity, i -> i);
      }
    }
  }
}
