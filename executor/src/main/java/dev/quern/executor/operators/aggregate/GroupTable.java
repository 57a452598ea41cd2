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
import dev.quern.plan.types.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;

/**
 * Finds the group of each row by its keys and makes new groups. Groups are rows of a {@link
 * RowStore}; their header holds the hash, then states that start as zeros. The table is an
 * open-addressing array of 8-byte slots: the hash's high 16 bits as a tag, then 48 bits of address;
 * a free slot is 0. It is filled to at most two thirds.
 *
 * <p>Works a batch at a time: slots of all rows, then rows of new groups, then key compares; rows
 * whose keys differ in spite of equal tags go on to the next slot in another round.
 */
final class GroupTable implements AutoCloseable {
  private static final long TAG = 0xFFFF_0000_0000_0000L;
  private static final int HASH_BYTES = Long.BYTES;
  private static final int REHASH_STEP = 1024;

  private final MemoryPool.Reservation reservation;
  private final RowStore store;
  private final RowWriter writer;
  private final KeyMatcher matcher;
  private final int headerBytes;
  private long slots;
  private long capacity;
  private long onlyGroup;
  private boolean overBudget;

  private long[] hashes = new long[0];
  private long[] positions = new long[0];
  private long[] newAddresses = new long[0];
  private int[] identity = new int[0];
  private int[] active = new int[0];
  private int[] compared = new int[0];
  private int[] newRows = new int[0];

  /**
   * @param keys the group's key columns
   * @param stateBytes bytes of all states together
   * @param reservation charged for everything; stays the caller's
   */
  GroupTable(Schema keys, int stateBytes, MemoryPool.Reservation reservation) {
    this.reservation = reservation;
    this.headerBytes = HASH_BYTES + stateBytes;
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

  /** Returns whether memory was taken that the pool had refused: spill before the next batch. */
  boolean isOverBudget() {
    return overBudget;
  }

  RowCursor groups() {
    return store.cursor();
  }

  /** Returns the hash of the keys of the group at {@code address}. */
  static long hash(long address) {
    return Memory.getLong(address);
  }

  /**
   * Makes room for {@code more} groups in the table.
   *
   * @param force whether to go beyond the budget if need be
   * @return false if the memory was refused
   */
  boolean reserve(int more, boolean force) {
    long wanted = Math.max(1024, capacity);
    while ((groupCount() + more) * 3 > wanted * 2) {
      wanted *= 2;
    }
    if (wanted == capacity) {
      return true;
    }
    if (!reservation.tryGrow(wanted * Long.BYTES)) {
      if (!force) {
        return false;
      }
      reservation.force(wanted * Long.BYTES);
      overBudget = true;
    }
    resize(wanted);
    return true;
  }

  /**
   * Writes the address of each row's group to {@code groups}; call {@link #reserve} before. Rows of
   * new groups may go beyond the budget, see {@link #isOverBudget}.
   */
  void find(List<FieldVector> keys, int rowCount, long[] groups) {
    if (keys.isEmpty() && groupCount() == 1) {
      Arrays.fill(groups, 0, rowCount, onlyGroup);
      return;
    }
    writer.bind(keys, rowCount);
    makeRoom(rowCount);
    List<ColumnAddresses> columns = writer.columns();
    RowHasher.hash(columns, rowCount, hashes);
    long mask = capacity - 1;
    for (int row = 0; row < rowCount; row++) {
      positions[row] = hashes[row] & mask;
    }
    System.arraycopy(identity, 0, active, 0, rowCount);
    int activeCount = rowCount;
    while (activeCount > 0) {
      int comparedCount = probe(activeCount, groups);
      int equal = matcher.match(columns, identity, groups, compared, comparedCount, active, 0);
      activeCount = comparedCount - equal;
      for (int i = 0; i < activeCount; i++) {
        positions[active[i]] = (positions[active[i]] + 1) & mask;
      }
    }
  }

  /**
   * Finds for each active row the first slot that is free or has its tag. Free ones become new
   * groups; the others are to be compared.
   *
   * @return how many rows are to be compared
   */
  private int probe(int activeCount, long[] groups) {
    long mask = capacity - 1;
    int newCount = 0;
    int comparedCount = 0;
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
      long address = allocate(writer.rowBytes(row));
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

  private long allocate(int rowBytes) {
    long address = store.tryAllocate(rowBytes);
    if (address == 0) {
      overBudget = true;
      address = store.forceAllocate(rowBytes);
    }
    return address;
  }

  /** Forgets all groups and gives all memory back. */
  void clear() {
    store.clear();
    freeSlots();
    overBudget = false;
  }

  @Override
  public void close() {
    clear();
  }

  private void freeSlots() {
    if (capacity > 0) {
      Memory.free(slots);
      reservation.shrink(capacity * Long.BYTES);
      slots = 0;
      capacity = 0;
    }
  }

  /** Replaces the slots by {@code wanted} ones, which are reserved already. */
  private void resize(long wanted) {
    freeSlots();
    slots = Memory.allocate(wanted * Long.BYTES);
    capacity = wanted;
    Memory.fill(slots, wanted * Long.BYTES, (byte) 0);
    long mask = wanted - 1;
    RowCursor cursor = store.cursor();
    long[] addresses = new long[REHASH_STEP];
    for (int count = cursor.next(addresses, REHASH_STEP);
        count > 0;
        count = cursor.next(addresses, REHASH_STEP)) {
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
  }
}
