package dev.quern.executor.operators.window;

import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.MemoryPool;

/**
 * Row numbers, each with a key, in a ring of off-heap memory that grows as needed. What it takes is
 * counted, beyond the limit if need be: it is far less than the rows themselves. Not thread-safe.
 */
final class RowDeque implements AutoCloseable {
  private static final long LEAST_CAPACITY = 64;
  private static final int ENTRY_BYTES = 16;

  private final MemoryPool.Reservation reservation;
  private long address;
  private long capacity;
  private long first;
  private long size;

  RowDeque(MemoryPool.Reservation reservation) {
    this.reservation = reservation;
  }

  long size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    first = 0;
    size = 0;
  }

  void addLast(long row, long key) {
    if (size == capacity) {
      grow();
    }
    put(entry(size), row, key);
    size++;
  }

  void addFirst(long row, long key) {
    if (size == capacity) {
      grow();
    }
    first = (first + capacity - 1) % capacity;
    put(entry(0), row, key);
    size++;
  }

  void removeFirst() {
    first = (first + 1) % capacity;
    size--;
  }

  void removeLast() {
    size--;
  }

  long firstRow() {
    return Memory.getLong(entry(0));
  }

  long lastRow() {
    return Memory.getLong(entry(size - 1));
  }

  long lastKey() {
    return Memory.getLong(entry(size - 1) + 8);
  }

  private static void put(long entry, long row, long key) {
    Memory.putLong(entry, row);
    Memory.putLong(entry + 8, key);
  }

  private long entry(long index) {
    long slot = first + index;
    return address + ENTRY_BYTES * (slot < capacity ? slot : slot - capacity);
  }

  private void grow() {
    long newCapacity = Math.max(LEAST_CAPACITY, 2 * capacity);
    reservation.force(newCapacity * ENTRY_BYTES);
    long grown = Memory.allocate(newCapacity * ENTRY_BYTES);
    for (long i = 0; i < size; i++) {
      put(grown + i * ENTRY_BYTES, Memory.getLong(entry(i)), Memory.getLong(entry(i) + 8));
    }
    free();
    address = grown;
    capacity = newCapacity;
    first = 0;
  }

  private void free() {
    if (address != 0) {
      Memory.free(address);
      reservation.shrink(capacity * ENTRY_BYTES);
      address = 0;
    }
  }

  @Override
  public void close() {
    free();
    capacity = 0;
    clear();
  }
}
