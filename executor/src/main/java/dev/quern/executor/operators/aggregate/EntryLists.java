package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ByteRanges;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.Field;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * The states of aggregates that keep all their values: a linked list of entries in each group, each
 * of three pieces of bytes: the key that orders it, what else belongs to it, and the value.
 *
 * <pre>
 * state   offset 0   address of the first entry, 0 = none
 *         offset 8   address of the last entry
 *         offset 16  bytes of all entries without their links
 * entry   offset 0   address of the next entry, 0 = none
 *         offset 8   32-bit lengths of the three pieces, then their bytes
 *
 * state column: all entries without their links
 * </pre>
 */
final class EntryLists {
  static final int STATE_BYTES = 24;

  private static final int LAST = 8;
  private static final int TOTAL = 16;
  private static final int LENGTHS = 8;
  private static final int LENGTHS_BYTES = 12;
  private static final int CONTENT = LENGTHS + LENGTHS_BYTES;

  private final int offset;
  private final ByteHeap heap;

  /**
   * @param offset of the state in the groups' rows
   */
  EntryLists(int offset, ByteHeap heap) {
    this.offset = offset;
    this.heap = heap;
  }

  /** Returns the most bytes that an entry with pieces of this length takes from the heap. */
  static long heapBytes(long pieces) {
    return CONTENT + Long.BYTES + pieces;
  }

  /** Appends an entry whose pieces the caller writes. */
  long append(long group, int keyLength, int middleLength, int valueLength) {
    long entry = append(group, (long) keyLength + middleLength + valueLength);
    Memory.putInt(entry + LENGTHS, keyLength);
    Memory.putInt(entry + LENGTHS + 4, middleLength);
    Memory.putInt(entry + LENGTHS + 8, valueLength);
    return entry;
  }

  private long append(long group, long pieces) {
    long state = group + offset;
    long entry = heap.allocate(CONTENT + pieces);
    Memory.putLong(entry, 0);
    if (Memory.getLong(state) == 0) {
      Memory.putLong(state, entry);
    } else {
      Memory.putLong(Memory.getLong(state + LAST), entry);
    }
    Memory.putLong(state + LAST, entry);
    Memory.putLong(state + TOTAL, Memory.getLong(state + TOTAL) + LENGTHS_BYTES + pieces);
    return entry;
  }

  static long key(long entry) {
    return entry + CONTENT;
  }

  static int keyLength(long entry) {
    return Memory.getInt(entry + LENGTHS);
  }

  static long middle(long entry) {
    return key(entry) + keyLength(entry);
  }

  static int middleLength(long entry) {
    return Memory.getInt(entry + LENGTHS + 4);
  }

  static long value(long entry) {
    return middle(entry) + middleLength(entry);
  }

  static int valueLength(long entry) {
    return Memory.getInt(entry + LENGTHS + 8);
  }

  /** Compares two entries by their keys. */
  static int compare(long left, long right) {
    return ByteRanges.compare(key(left), keyLength(left), key(right), keyLength(right));
  }

  /** Returns the bytes of a group's entries. */
  long bytes(long group) {
    return Memory.getLong(group + offset + TOTAL);
  }

  long heapBytesToMerge(ColumnAddresses blobs, int[] rows, int count) {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      long end = end(blobs, rows[i]);
      for (long position = start(blobs, rows[i]); position < end; ) {
        long pieces = pieces(position);
        bytes += heapBytes(pieces);
        position += LENGTHS_BYTES + pieces;
      }
    }
    return bytes;
  }

  void merge(ColumnAddresses blobs, int[] rows, int count, long[] groups) {
    for (int i = 0; i < count; i++) {
      long end = end(blobs, rows[i]);
      for (long position = start(blobs, rows[i]); position < end; ) {
        long pieces = pieces(position);
        long entry = append(groups[rows[i]], pieces);
        Memory.copy(position, entry + LENGTHS, LENGTHS_BYTES + pieces);
        position += LENGTHS_BYTES + pieces;
      }
    }
  }

  private static long start(ColumnAddresses blobs, int row) {
    return blobs.data() + Memory.getInt(blobs.offsets() + 4L * row);
  }

  private static long end(ColumnAddresses blobs, int row) {
    int end = Memory.getInt(blobs.offsets() + 4L * row + (blobs.isNull(row) ? 0 : 4));
    return blobs.data() + end;
  }

  private static long pieces(long lengths) {
    return (long) Memory.getInt(lengths) + Memory.getInt(lengths + 4) + Memory.getInt(lengths + 8);
  }

  /** Returns the state column of some groups. */
  FieldVector states(Field field, long[] groups, int from, int count, BufferAllocator allocator) {
    long bytes = 0;
    for (int i = from; i < from + count; i++) {
      bytes += bytes(groups[i]);
    }
    OutputBytes output = new OutputBytes(field, count, bytes, allocator);
    for (int i = 0; i < count; i++) {
      long group = groups[from + i];
      long target = output.put(i, (int) bytes(group));
      for (long entry = first(group); entry != 0; entry = Memory.getLong(entry)) {
        long length = LENGTHS_BYTES + pieces(entry + LENGTHS);
        Memory.copy(entry + LENGTHS, target, length);
        target += length;
      }
    }
    return output.finish();
  }

  private long first(long group) {
    return Memory.getLong(group + offset);
  }

  /** Returns the entries of a group as they came, or by their keys; equal ones as they came. */
  long[] entries(long group, boolean isOrdered) {
    int count = 0;
    for (long entry = first(group); entry != 0; entry = Memory.getLong(entry)) {
      count++;
    }
    long[] entries = new long[count];
    int index = 0;
    for (long entry = first(group); entry != 0; entry = Memory.getLong(entry)) {
      entries[index++] = entry;
    }
    if (isOrdered) {
      sort(entries, new long[count], 0, count);
    }
    return entries;
  }

  /** Sorts {@code [from, to)} by key; equal ones stay in their order. */
  private static void sort(long[] entries, long[] scratch, int from, int to) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    sort(entries, scratch, from, middle);
    sort(entries, scratch, middle, to);
    System.arraycopy(entries, from, scratch, from, middle - from);
    int left = from;
    int right = middle;
    int target = from;
    while (left < middle) {
      boolean takeRight = right < to && compare(entries[right], scratch[left]) < 0;
      entries[target++] = takeRight ? entries[right++] : scratch[left++];
    }
  }
}
