package dev.quern.executor.operators.aggregate;

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
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;

/**
 * Finds the group of each row by its keys and makes new groups. Groups are rows of a {@link
 * RowStore}; their header holds the hash, then states that start as zeros. The table is an
 * open-addressing array of 8-byte slots: the hash's high 16 bits as a tag, then 48 bits of address;
 * a free slot is 0. It is filled to at most two thirds.
 *
 * <p>Short keys of few groups are looked up in {@link RecentGroups} first. The others are worked
 * off a batch at a time: slots of all rows, then rows of new groups, then key compares; rows whose
 * keys differ in spite of equal tags go on to the next slot in another round. All memory is
 * reserved before it is taken; rows for which it was refused are told.
 */
final class GroupTable implements AutoCloseable {
  private static final long TAG = 0xFFFF_0000_0000_0000L;
  private static final int HASH_BYTES = Long.BYTES;
  private static final int REHASH_STEP = 1024;
  private static final long FIRST_CAPACITY = 64;

  /** Below this a table grows fourfold. */
  private static final long SMALL_CAPACITY = 1 << 14;

  private final MemoryPool.Reservation reservation;
  private final RowStore store;
  private final RowWriter writer;
  private final KeyMatcher matcher;
  private final int headerBytes;
  private final boolean matchesAll;
  private final RecentGroups recent;
  private final SlotPrefetch prefetch = new SlotPrefetch();
  private long slots;
  private long capacity;
  private long onlyGroup;
  private int fullCount;
  private int refusedCount;

  private long[] hashes = new long[0];
  private long[] positions = new long[0];
  private long[] newAddresses = new long[0];
  private int[] identity = new int[0];
  private int[] active = new int[0];
  private int[] compared = new int[0];
  private int[] newRows = new int[0];
  private int[] full = new int[0];
  private int[] missing = new int[0];
  private List<FieldVector> boundKeys = List.of();
  private int boundRows;
  private boolean isPrepared;

  /**
   * @param keys the group's key columns
   * @param stateBytes bytes of all states together
   * @param reservation charged for everything; stays the caller's
   */
  GroupTable(Schema keys, int stateBytes, MemoryPool.Reservation reservation) {
    this.reservation = reservation;
    this.headerBytes = HASH_BYTES + stateBytes;
    this.matchesAll = keys.size() == 0;
    this.recent = new RecentGroups(keys);
    RowLayout layout = new RowLayout(keys, headerBytes);
    this.store = new RowStore(layout, reservation);
    this.writer = new RowWriter(layout);
    this.matcher = new KeyMatcher(layout, IntStream.range(0, keys.size()).boxed().toList());
  }

  /** Returns the offset of the first state from a group's address. */
  static int stateOffset() {
    return HASH_BYTES;
  }

  RowLayout layout() {
    return store.layout();
  }

  long groupCount() {
    return store.rowCount();
  }

  /** Returns the bytes held. */
  long bytes() {
    return store.bytes() + capacity * Long.BYTES;
  }

  RowCursor groups() {
    return store.cursor();
  }

  /** Returns the hash of the keys of the group at {@code address}. */
  static long hash(long address) {
    return Memory.getLong(address);
  }

  /**
   * Chooses the rows that {@link #find} is about.
   *
   * @param keys must stay as they are until the next call
   */
  void bind(List<FieldVector> keys, int rowCount) {
    makeRoom(rowCount);
    boundKeys = keys;
    boundRows = rowCount;
    isPrepared = false;
    if (recent.isUseful()) {
      List<ColumnAddresses> columns = new ArrayList<>(keys.size());
      for (int key = 0; key < keys.size(); key++) {
        columns.add(ColumnAddresses.of(keys.get(key), layout().type(key)));
      }
      recent.bind(columns, rowCount);
    }
  }

  /** Makes ready what only rows need whose group is not known yet. */
  private void prepare() {
    if (!isPrepared) {
      writer.bind(boundKeys, boundRows);
      RowHasher.hash(writer.columns(), boundRows, hashes);
      isPrepared = true;
    }
  }

  /**
   * Writes the address of each row's group to {@code groups[row]}, 0 if it would be a new group and
   * the memory for it was refused.
   *
   * @param rows some of those bound
   * @return how many were refused
   */
  int find(int[] rows, int count, long[] groups) {
    if (matchesAll && groupCount() == 1) {
      fill(rows, count, groups);
      return 0;
    }
    if (!recent.isUseful()) {
      return findUnknown(rows, count, groups);
    }
    int missingCount = recent.find(rows, count, groups, missing);
    if (missingCount == 0) {
      return 0;
    }
    int refused = findUnknown(missing, missingCount, groups);
    recent.add(missing, missingCount, groups);
    return refused;
  }

  private int findUnknown(int[] rows, int count, long[] groups) {
    prepare();
    refusedCount = 0;
    System.arraycopy(rows, 0, active, 0, count);
    int activeCount = count;
    boolean hasSlots = capacity > 0 || tryEnlarge();
    while (activeCount > 0 && hasSlots) {
      startProbing(activeCount);
      fullCount = 0;
      findActive(activeCount, groups);
      activeCount = fullCount;
      if (fullCount > 0) {
        System.arraycopy(full, 0, active, 0, fullCount);
        hasSlots = tryEnlarge();
      }
    }
    for (int i = 0; i < activeCount; i++) {
      groups[active[i]] = 0;
    }
    return refusedCount + activeCount;
  }

  private void fill(int[] rows, int count, long[] groups) {
    for (int i = 0; i < count; i++) {
      groups[rows[i]] = onlyGroup;
    }
  }

  private void startProbing(int activeCount) {
    long mask = capacity - 1;
    for (int i = 0; i < activeCount; i++) {
      int row = active[i];
      positions[row] = hashes[row] & mask;
    }
    prefetch.readSlots(slots, capacity, positions, active, activeCount);
  }

  private void findActive(int from, long[] groups) {
    int activeCount = from;
    long mask = capacity - 1;
    while (activeCount > 0) {
      int comparedCount = probe(activeCount, groups);
      prefetch.readRows(store.bytes(), groups, compared, comparedCount);
      int equal =
          matcher.match(writer.columns(), identity, groups, compared, comparedCount, active, 0);
      activeCount = comparedCount - equal;
      for (int i = 0; i < activeCount; i++) {
        positions[active[i]] = (positions[active[i]] + 1) & mask;
      }
    }
  }

  /**
   * Finds for each active row the first slot that is free or has its tag. Free ones become new
   * groups, unless the table is full or the memory refused; the others are to be compared.
   *
   * @return how many rows are to be compared
   */
  private int probe(int activeCount, long[] groups) {
    long mask = capacity - 1;
    int newCount = 0;
    int comparedCount = 0;
    long mostGroups = capacity * 2 / 3;
    for (int i = 0; i < activeCount; i++) {
      int row = active[i];
      long tag = hashes[row] & TAG;
      long position = positions[row];
      long entry = Memory.getLong(slots + position * Long.BYTES);
      while (entry != 0 && (entry & TAG) != tag) {
        position = (position + 1) & mask;
        entry = Memory.getLong(slots + position * Long.BYTES);
      }
      positions[row] = position;
      if (entry != 0) {
        groups[row] = entry & ~TAG;
        compared[comparedCount++] = row;
        continue;
      }
      if (groupCount() >= mostGroups) {
        full[fullCount++] = row;
        continue;
      }
      long address = store.tryAllocate(writer.rowBytes(row));
      if (address == 0) {
        groups[row] = 0;
        refusedCount++;
        continue;
      }
      Memory.putLong(slots + position * Long.BYTES, tag | address);
      Memory.putLong(address, hashes[row]);
      groups[row] = address;
      onlyGroup = address;
      newRows[newCount] = row;
      newAddresses[newCount++] = address;
    }
    writeNewGroups(newCount);
    return comparedCount;
  }

  private void writeNewGroups(int newCount) {
    for (int i = 0; i < newCount; i++) {
      for (int position = HASH_BYTES; position < headerBytes; position += Long.BYTES) {
        Memory.putLong(newAddresses[i] + position, 0);
      }
    }
    writer.write(newRows, newAddresses, 0, newCount);
  }

  /** Makes the table larger, or returns false if the memory was refused. */
  private boolean tryEnlarge() {
    long wanted = capacity == 0 ? FIRST_CAPACITY : capacity * (capacity < SMALL_CAPACITY ? 4 : 2);
    if (!reservation.tryGrow((wanted - capacity) * Long.BYTES)) {
      wanted = Math.max(FIRST_CAPACITY, 2 * capacity);
      if (!reservation.tryGrow((wanted - capacity) * Long.BYTES)) {
        return false;
      }
    }
    replaceSlots(wanted);
    return true;
  }

  /**
   * Takes memory for one more group, which others are asked for if need be.
   *
   * @param row one that was refused
   * @throws dev.quern.plan.errors.QueryException OUT_OF_MEMORY if it is not to be had
   */
  void insist(int row, Runnable whileWaiting) {
    prepare();
    if (groupCount() >= capacity * 2 / 3) {
      long wanted = Math.max(FIRST_CAPACITY, 2 * capacity);
      reservation.growOrWait((wanted - capacity) * Long.BYTES, whileWaiting);
      replaceSlots(wanted);
    }
    store.insist(writer.rowBytes(row), whileWaiting);
  }

  /** Keeps the groups that {@code kept} accepts, at other addresses. */
  void retain(LongPredicate kept) {
    recent.clear();
    store.retain(kept);
    long wanted = FIRST_CAPACITY;
    while (groupCount() * 3 > wanted * 2) {
      wanted *= 2;
    }
    if (wanted < capacity) {
      reservation.shrink((capacity - wanted) * Long.BYTES);
    }
    replaceSlots(Math.min(capacity, wanted));
  }

  /** Forgets all groups and gives all memory back. */
  void clear() {
    recent.clear();
    store.clear();
    if (capacity > 0) {
      reservation.freePage(slots, capacity * Long.BYTES);
      reservation.shrink(capacity * Long.BYTES);
      slots = 0;
      capacity = 0;
    }
  }

  @Override
  public void close() {
    clear();
  }

  /** Makes new slots for all groups; the reservation is right already. */
  private void replaceSlots(long wanted) {
    if (capacity > 0) {
      reservation.freePage(slots, capacity * Long.BYTES);
    }
    slots = reservation.allocatePage(wanted * Long.BYTES);
    capacity = wanted;
    Memory.fill(slots, wanted * Long.BYTES, (byte) 0);
    long mask = wanted - 1;
    RowCursor cursor = store.cursor();
    long[] addresses = new long[REHASH_STEP];
    for (int count = cursor.next(addresses, REHASH_STEP);
        count > 0;
        count = cursor.next(addresses, REHASH_STEP)) {
      prefetch.readSlotsOfRows(slots, wanted, addresses, count);
      for (int i = 0; i < count; i++) {
        insert(addresses[i], mask);
      }
    }
  }

  private void insert(long address, long mask) {
    long hash = Memory.getLong(address);
    long position = hash & mask;
    while (Memory.getLong(slots + position * Long.BYTES) != 0) {
      position = (position + 1) & mask;
    }
    Memory.putLong(slots + position * Long.BYTES, (hash & TAG) | address);
  }

  private void makeRoom(int rowCount) {
    if (hashes.length >= rowCount) {
      return;
    }
    hashes = new long[rowCount];
    positions = new long[rowCount];
    newAddresses = new long[rowCount];
    identity = new int[rowCount];
    Arrays.setAll(identity, i -> i);
    active = new int[rowCount];
    compared = new int[rowCount];
    newRows = new int[rowCount];
    full = new int[rowCount];
    missing = new int[rowCount];
  }
}
