package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.formats.RuntimeFilters;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.PhysicalType;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.memory.RowHasher;
import dev.quern.executor.memory.RowLayout;
import org.jspecify.annotations.Nullable;

/**
 * The values of one key in a build side: smallest, largest, and a Bloom filter that has three bits
 * of one 64-bit word for each value (16 bits a row, about 2 in 100 others pass). Integers, dates
 * and whatever else is an integer of at most 64 bits inside. Any number of threads may use it.
 */
final class KeyFilter implements RuntimeFilters.RuntimeFilter, AutoCloseable {
  /** Beyond this a filter costs more cache misses than it is likely to save. */
  private static final long MOST_ROWS = 4 << 20;

  private static final int STEP = 1024;
  private static final int ROWS_BY_WORD = 4;

  /** With more values, half of all others pass. */
  private static final int MOST_ROWS_BY_WORD = 32;

  private final PhysicalType type;
  private final MemoryPool.Reservation reservation;
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;
  private long words;
  private long wordCount;
  private long added;

  private KeyFilter(PhysicalType type, MemoryPool.Reservation reservation) {
    this.type = type;
    this.reservation = reservation;
  }

  /** Returns whether keys of that type can be filtered. */
  static boolean supports(PhysicalType type) {
    switch (type) {
      case BYTE:
      case SHORT:
      case INT:
      case LONG:
        return true;
      case BOOLEAN:
      case FLOAT:
      case DOUBLE:
      case WIDE:
      case BYTES:
      case NESTED:
        return false;
    }
    throw new IllegalStateException("unknown type: " + type);
  }

  /**
   * Returns the filter of a column of the table's rows; null if its type is not supported. Charged
   * to the table's reservation, so that it must be closed before the table.
   */
  static @Nullable KeyFilter of(JoinTable table, int column) {
    RowLayout layout = table.layout();
    PhysicalType type = layout.type(column);
    if (!supports(type)) {
      return null;
    }
    KeyFilter filter = new KeyFilter(type, table.reservation());
    filter.allocate(table.rowCount());
    filter.addAll(table, column);
    return filter;
  }

  /**
   * Returns an empty filter that is to be filled with {@link #add} as long as it is not known how
   * many rows there are.
   *
   * @param type one that is supported
   * @param wantedWords words of the Bloom filter, a power of two; taken from the reservation
   */
  static KeyFilter growing(PhysicalType type, long wantedWords, MemoryPool.Reservation owner) {
    KeyFilter filter = new KeyFilter(type, owner);
    filter.allocateWords(wantedWords);
    return filter;
  }

  /** Adds the keys of some rows of a batch. */
  void add(ColumnAddresses values, int[] rows, int count) {
    int width = type.slotBytes();
    for (int i = 0; i < count; i++) {
      if (!values.isNull(rows[i])) {
        add(value(type, values.data() + (long) width * rows[i]));
      }
    }
  }

  /** Adds the keys of some rows of a table. */
  void add(JoinTable table, int column, long[] rows, int count) {
    int offset = table.layout().offset(column);
    for (int i = 0; i < count; i++) {
      if (!JoinTable.isUnmatchable(rows[i])) {
        add(value(type, rows[i] + offset));
      }
    }
  }

  /** Adds the keys of all rows of a table. */
  void addAll(JoinTable table, int column) {
    RowCursor cursor = table.rows();
    long[] rows = new long[STEP];
    for (int count = cursor.next(rows, STEP); count > 0; count = cursor.next(rows, STEP)) {
      add(table, column, rows, count);
    }
  }

  /** Gives the Bloom filter up if it has so many values that it lets nearly everything pass. */
  void dropIfCrowded() {
    if (added > wordCount * MOST_ROWS_BY_WORD) {
      close();
    }
  }

  /** Makes the Bloom filter if rows are few enough and memory is given; it is not essential. */
  private void allocate(long rowCount) {
    long wanted = 1;
    while (wanted * ROWS_BY_WORD < rowCount) {
      wanted *= 2;
    }
    if (rowCount <= MOST_ROWS) {
      allocateWords(wanted);
    }
  }

  private void allocateWords(long wanted) {
    if (!reservation.tryGrow(wanted * Long.BYTES)) {
      return;
    }
    words = Memory.allocate(wanted * Long.BYTES);
    wordCount = wanted;
    Memory.fill(words, wanted * Long.BYTES, (byte) 0);
  }

  private void add(long value) {
    added++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (wordCount > 0) {
      long hash = RowHasher.mix(value);
      long word = word(hash);
      Memory.putLong(word, Memory.getLong(word) | bits(hash));
    }
  }

  private boolean mayContain(long value) {
    if (value < min || value > max) {
      return false;
    }
    if (wordCount == 0) {
      return true;
    }
    long hash = RowHasher.mix(value);
    long bits = bits(hash);
    return (Memory.getLong(word(hash)) & bits) == bits;
  }

  private long word(long hash) {
    return words + ((hash >>> 32) & (wordCount - 1)) * Long.BYTES;
  }

  /** Shifts by the low six bits of each part. */
  private static long bits(long hash) {
    return (1L << hash) | (1L << (hash >>> 6)) | (1L << (hash >>> 12));
  }

  private static long value(PhysicalType type, long address) {
    switch (type) {
      case BYTE:
        return Memory.getByte(address);
      case SHORT:
        return Memory.getShort(address);
      case INT:
        return Memory.getInt(address);
      default:
        return Memory.getLong(address);
    }
  }

  @Override
  public boolean excludesRange(long from, long to) {
    return to < min || from > max;
  }

  @Override
  public int retain(Batch input, int column, int[] selected, int count) {
    ColumnAddresses values = ColumnAddresses.of(input.vector(column), input.schema().type(column));
    int width = type.slotBytes();
    if (values.type() != type) {
      throw new IllegalStateException(
          "filter of " + type + " values is used on " + values.type() + " values");
    }
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = selected[i];
      // A null equals nothing.
      if (!values.isNull(row) && mayContain(value(type, values.data() + (long) width * row))) {
        selected[kept++] = row;
      }
    }
    return kept;
  }

  @Override
  public void close() {
    if (wordCount > 0) {
      Memory.free(words);
      reservation.shrink(wordCount * Long.BYTES);
      wordCount = 0;
    }
  }
}
