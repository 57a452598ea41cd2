package dev.quern.executor.memory;

import dev.quern.executor.batch.Batch;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hashes columns of batches to 64 bits a row, one column at a time. Values that are equal in SQL
 * hash equally (0.0 and -0.0, all NaNs, integers of every width); nulls hash like each other. The
 * result is the same in every process. Not thread-safe.
 *
 * <p>Who needs few bits takes them so that no two users share bits: {@link #partition} mixes the
 * hash once more for the exchange, tables take the low bits for the slot and the high 16 for the
 * tag, spilling takes bits 32 to 47.
 */
public final class RowHasher {
  static final long FACTOR = 0x9E3779B97F4A7C15L;
  private static final long SECOND_FACTOR = 0xD6E8FEB86659FD93L;
  private static final long NULL_HASH = 0x2545F4914F6CDD1DL;

  private final int[] columns;
  private final PhysicalType[] types;

  /** Hashes the given columns of batches of {@code schema}. */
  public RowHasher(Schema schema, List<Integer> columns) {
    this.columns = columns.stream().mapToInt(Integer::intValue).toArray();
    this.types = new PhysicalType[this.columns.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = PhysicalType.of(schema.field(this.columns[i]).type());
    }
  }

  /**
   * Writes the hash of each row to {@code hashes[row]}; without columns all rows hash equally.
   *
   * @param hashes at least {@code batch.rowCount()} long
   */
  public void hash(Batch batch, long[] hashes) {
    List<ColumnAddresses> addresses = new ArrayList<>(columns.length);
    for (int i = 0; i < columns.length; i++) {
      addresses.add(ColumnAddresses.of(batch.vector(columns[i]), types[i]));
    }
    hash(addresses, batch.rowCount(), hashes);
  }

  /** Writes the hash of the first {@code rowCount} rows of {@code columns} to {@code hashes}. */
  public static void hash(List<ColumnAddresses> columns, int rowCount, long[] hashes) {
    Arrays.fill(hashes, 0, rowCount, FACTOR);
    for (ColumnAddresses column : columns) {
      if (column.hasNulls()) {
        addNullable(column, rowCount, hashes);
      } else {
        addPresent(column, rowCount, hashes);
      }
    }
  }

  /** Returns the exchange partition, 0 to {@code partitionCount - 1}, of a row with this hash. */
  public static int partition(long hash, int partitionCount) {
    return (int) ((((hash * SECOND_FACTOR) >>> 32) * partitionCount) >>> 32);
  }

  /** Spreads the bits of a value over 64 bits; a bijection. */
  public static long mix(long value) {
    long mixed = value * FACTOR;
    mixed ^= mixed >>> 32;
    mixed *= SECOND_FACTOR;
    return mixed ^ (mixed >>> 29);
  }

  static long combine(long hash, long value) {
    return mix(Long.rotateLeft(hash, 23) ^ value);
  }

  /** Returns bits that are equal for doubles that SQL holds equal. */
  static long doubleBits(double value) {
    return value == 0 ? 0 : Double.doubleToLongBits(value);
  }

  static long valueAt(ColumnAddresses column, int row) {
    switch (column.type()) {
      case BOOLEAN:
      case BYTE:
      case SHORT:
      case INT:
      case LONG:
        return column.longAt(row);
      case FLOAT:
      case DOUBLE:
        return doubleBits(column.doubleAt(row));
      case WIDE:
        return column.longAt(row) ^ Long.rotateLeft(mix(column.highAt(row)), 17);
      case BYTES:
        int start = Memory.getInt(column.offsets() + 4L * row);
        int end = Memory.getInt(column.offsets() + 4L * row + 4);
        return ByteRanges.hash(column.data() + start, end - start);
      case NESTED:
        return NestedKeys.hash(column.vector(), row);
    }
    throw new IllegalStateException("values have no hash: " + column.type());
  }

  private static void addPresent(ColumnAddresses column, int rowCount, long[] hashes) {
    long data = column.data();
    switch (column.type()) {
      case INT:
        for (int row = 0; row < rowCount; row++) {
          hashes[row] = combine(hashes[row], Memory.getInt(data + 4L * row));
        }
        return;
      case LONG:
        for (int row = 0; row < rowCount; row++) {
          hashes[row] = combine(hashes[row], Memory.getLong(data + 8L * row));
        }
        return;
      case BYTES:
        addBytes(column, rowCount, hashes);
        return;
      case BOOLEAN:
      case BYTE:
      case SHORT:
      case FLOAT:
      case DOUBLE:
      case WIDE:
      case NESTED:
        for (int row = 0; row < rowCount; row++) {
          hashes[row] = combine(hashes[row], valueAt(column, row));
        }
    }
  }

  private static void addBytes(ColumnAddresses column, int rowCount, long[] hashes) {
    long data = column.data();
    long offsets = column.offsets();
    int start = rowCount == 0 ? 0 : Memory.getInt(offsets);
    for (int row = 0; row < rowCount; row++) {
      int end = Memory.getInt(offsets + 4L * row + 4);
      hashes[row] = combine(hashes[row], ByteRanges.hash(data + start, end - start));
      start = end;
    }
  }

  private static void addNullable(ColumnAddresses column, int rowCount, long[] hashes) {
    for (int row = 0; row < rowCount; row++) {
      hashes[row] =
          ColumnAddresses.isSet(column.validity(), row)
              ? combine(hashes[row], valueAt(column, row))
              : combine(hashes[row], NULL_HASH);
    }
  }
}
