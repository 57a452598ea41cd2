package dev.quern.executor.operators.sort;

import dev.quern.executor.memory.Memory;

/**
 * Sorts entries of 16 bytes (word of the key, row address) in off-heap memory, stably.
 *
 * <p>A radix sort from the highest bits down that looks only at bits in which entries differ: it
 * finds these first, so that a narrow range of values (dates, small integers) takes one pass, and
 * sees on the way whether the entries are sorted already. Few entries are sorted by insertion.
 * Where a word is equal for many entries it is replaced by the row's next word; where all words are
 * equal and not exact, a merge sort compares the rows.
 */
final class EntrySorter {
  static final int ENTRY_BYTES = 16;
  private static final int INSERTION_LIMIT = 24;
  private static final int MOST_BITS = 11;

  private final RowOrder order;
  private final long entries;
  private final long scratch;

  /**
   * @param entries address of the entries
   * @param scratch address of as many bytes again
   */
  EntrySorter(RowOrder order, long entries, long scratch) {
    this.order = order;
    this.entries = entries;
    this.scratch = scratch;
  }

  /** Sorts the first {@code count} entries, which hold word 0 of their rows. */
  void sort(long count) {
    sort(0, count, 0);
  }

  private void sort(long from, long to, int word) {
    if (to - from <= INSERTION_LIMIT) {
      sortByInsertion(from, to, word);
      return;
    }
    long start = at(from);
    long end = at(to);
    long first = Memory.getLong(start);
    long previous = first;
    long varying = 0;
    boolean sorted = true;
    for (long entry = start; entry < end; entry += ENTRY_BYTES) {
      long key = Memory.getLong(entry);
      varying |= key ^ first;
      sorted &= Long.compareUnsigned(previous, key) <= 0;
      previous = key;
    }
    if (sorted) {
      sortTies(from, to, word);
    } else {
      sortByRadix(from, to, word, varying);
    }
  }

  private void sortByRadix(long from, long to, int word, long varying) {
    int significant = Long.SIZE - Long.numberOfLeadingZeros(varying);
    int bits = Math.min(significant, radixBits(to - from));
    int shift = significant - bits;
    long[] ends = scatter(from, to, shift, (1 << bits) - 1);
    long bucketStart = from;
    for (long bucketEnd : ends) {
      if (bucketEnd - bucketStart > 1) {
        if (shift == 0) {
          sortEqualWords(bucketStart, bucketEnd, word);
        } else {
          sort(bucketStart, bucketEnd, word);
        }
      }
      bucketStart = bucketEnd;
    }
  }

  /** Returns how many bits to look at, so that buckets are small but not many are empty. */
  private static int radixBits(long count) {
    int magnitude = Long.SIZE - Long.numberOfLeadingZeros(count);
    return Math.min(MOST_BITS, Math.max(3, magnitude - 3));
  }

  /**
   * Moves entries to buckets, keeping their order within each.
   *
   * @return the end of each bucket
   */
  private long[] scatter(long from, long to, int shift, int mask) {
    long[] positions = new long[mask + 1];
    long start = at(from);
    long end = at(to);
    for (long entry = start; entry < end; entry += ENTRY_BYTES) {
      positions[(int) (Memory.getLong(entry) >>> shift) & mask]++;
    }
    long position = from;
    for (int bucket = 0; bucket <= mask; bucket++) {
      long count = positions[bucket];
      positions[bucket] = position;
      position += count;
    }
    for (long entry = start; entry < end; entry += ENTRY_BYTES) {
      long key = Memory.getLong(entry);
      int bucket = (int) (key >>> shift) & mask;
      long target = scratch + positions[bucket]++ * ENTRY_BYTES;
      Memory.putLong(target, key);
      Memory.putLong(target + 8, Memory.getLong(entry + 8));
    }
    Memory.copy(scratch + from * ENTRY_BYTES, start, end - start);
    return positions;
  }

  /** Sorts within each run of equal words of entries that are sorted by that word. */
  private void sortTies(long from, long to, int word) {
    if (word >= order.wordCount() - 1 && order.isExact()) {
      return;
    }
    long runStart = from;
    while (runStart < to) {
      long key = Memory.getLong(at(runStart));
      long runEnd = runStart + 1;
      while (runEnd < to && Memory.getLong(at(runEnd)) == key) {
        runEnd++;
      }
      if (runEnd - runStart > 1) {
        sortEqualWords(runStart, runEnd, word);
      }
      runStart = runEnd;
    }
  }

  /** Sorts entries that are equal up to and including {@code word}. */
  private void sortEqualWords(long from, long to, int word) {
    int next = word + 1;
    if (next < order.wordCount()) {
      for (long entry = at(from); entry < at(to); entry += ENTRY_BYTES) {
        Memory.putLong(entry, RowOrder.word(Memory.getLong(entry + 8), next));
      }
      sort(from, to, next);
    } else if (!order.isExact()) {
      sortByMerging(from, to);
    }
  }

  private void sortByInsertion(long from, long to, int word) {
    for (long i = from + 1; i < to; i++) {
      long key = Memory.getLong(at(i));
      long row = Memory.getLong(at(i) + 8);
      long target = at(i);
      while (target > at(from) && isAfter(target - ENTRY_BYTES, key, row, word)) {
        Memory.putLong(target, Memory.getLong(target - ENTRY_BYTES));
        Memory.putLong(target + 8, Memory.getLong(target - ENTRY_BYTES + 8));
        target -= ENTRY_BYTES;
      }
      Memory.putLong(target, key);
      Memory.putLong(target + 8, row);
    }
  }

  private boolean isAfter(long entry, long key, long row, int word) {
    long entryKey = Memory.getLong(entry);
    if (entryKey != key) {
      return Long.compareUnsigned(entryKey, key) > 0;
    }
    return order.compareFrom(Memory.getLong(entry + 8), row, word + 1) > 0;
  }

  /** Merge sort by the rows themselves, for entries whose words are all equal. */
  private void sortByMerging(long from, long to) {
    if (to - from <= INSERTION_LIMIT) {
      sortByInsertion(from, to, order.wordCount() - 1);
      return;
    }
    long middle = (from + to) >>> 1;
    sortByMerging(from, middle);
    sortByMerging(middle, to);
    if (compareRows(at(middle - 1), at(middle)) > 0) {
      merge(from, middle, to);
    }
  }

  private void merge(long from, long middle, long to) {
    Memory.copy(at(from), scratch, (middle - from) * ENTRY_BYTES);
    long left = scratch;
    long leftEnd = scratch + (middle - from) * ENTRY_BYTES;
    long right = at(middle);
    long rightEnd = at(to);
    long target = at(from);
    while (left < leftEnd) {
      boolean takeLeft = right == rightEnd || compareRows(left, right) <= 0;
      long source = takeLeft ? left : right;
      Memory.putLong(target, Memory.getLong(source));
      Memory.putLong(target + 8, Memory.getLong(source + 8));
      target += ENTRY_BYTES;
      left += takeLeft ? ENTRY_BYTES : 0;
      right += takeLeft ? 0 : ENTRY_BYTES;
    }
  }

  private int compareRows(long leftEntry, long rightEntry) {
    return order.compareInexact(Memory.getLong(leftEntry + 8), Memory.getLong(rightEntry + 8));
  }

  private long at(long index) {
    return entries + index * ENTRY_BYTES;
  }
}
