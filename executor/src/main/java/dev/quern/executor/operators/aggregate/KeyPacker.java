package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ByteRanges;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.PhysicalType;
import dev.quern.plan.types.Schema;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs the keys of a row into 63 bits where they are short enough, so that equal keys, nulls
 * included, give equal bits and others do not:
 *
 * <pre>
 * ('A', 'F')   01 41 00 00 | 01 46 00 00   for each text its length, then its bytes
 * </pre>
 *
 * Columns that have a fixed width of up to 32 bits get one bit more than that, for null; texts and
 * 64-bit integers share what is left. Not thread-safe.
 */
final class KeyPacker {
  /** Stands for keys that are too long. */
  static final long TOO_LONG = -1;

  private static final int BITS = 63;

  /** With fewer a text or a 64-bit integer would hardly ever fit. */
  private static final int LEAST_FLEXIBLE_BITS = 16;

  private final int[] bits;

  private KeyPacker(int[] bits) {
    this.bits = bits;
  }

  /** Returns a packer of keys with these types, or null if they can't fit. */
  static @Nullable KeyPacker of(Schema keys) {
    int[] bits = new int[keys.size()];
    int left = BITS;
    int flexible = 0;
    for (int key = 0; key < bits.length; key++) {
      switch (PhysicalType.of(keys.type(key))) {
        case BOOLEAN -> bits[key] = 2;
        case BYTE -> bits[key] = Byte.SIZE + 1;
        case SHORT -> bits[key] = Short.SIZE + 1;
        case INT -> bits[key] = Integer.SIZE + 1;
        case LONG, BYTES -> flexible++;
        case FLOAT, DOUBLE, WIDE, NESTED -> {
          return null;
        }
      }
      left -= bits[key];
    }
    if (bits.length == 0 || left < flexible * LEAST_FLEXIBLE_BITS) {
      return null;
    }
    for (int key = 0; key < bits.length; key++) {
      if (bits[key] == 0) {
        bits[key] = left / flexible;
      }
    }
    return new KeyPacker(bits);
  }

  /**
   * Writes the packed keys of each row to {@code packed[row]}, {@link #TOO_LONG} if they do not
   * fit.
   */
  void pack(List<ColumnAddresses> keys, int rowCount, long[] packed) {
    Arrays.fill(packed, 0, rowCount, 0);
    for (int key = 0; key < bits.length; key++) {
      ColumnAddresses column = keys.get(key);
      if (column.type() == PhysicalType.BYTES) {
        addTexts(column, bits[key], rowCount, packed);
      } else {
        addIntegers(column, bits[key], rowCount, packed);
      }
    }
  }

  private static void addTexts(ColumnAddresses column, int bits, int rowCount, long[] packed) {
    int most = bits / Byte.SIZE - 1;
    long ofNull = most + 1L;
    long data = column.data();
    long offsets = column.offsets();
    for (int row = 0; row < rowCount; row++) {
      int start = Memory.getInt(offsets + 4L * row);
      int length = Memory.getInt(offsets + 4L * row + 4) - start;
      long code = length;
      if (column.isNull(row)) {
        code = ofNull;
      } else if (length > most) {
        packed[row] = TOO_LONG;
      } else if (length > 0) {
        code |= ByteRanges.word(data, start, length) << Byte.SIZE;
      }
      packed[row] = packed[row] == TOO_LONG ? TOO_LONG : packed[row] << bits | code;
    }
  }

  /** Counts values from the smallest that fits; the largest number stands for null. */
  private static void addIntegers(ColumnAddresses column, int bits, int rowCount, long[] packed) {
    long base = column.type() == PhysicalType.BOOLEAN ? 0 : 1L << (bits - 1);
    long ofNull = (1L << bits) - 1;
    for (int row = 0; row < rowCount; row++) {
      long code = column.isNull(row) ? ofNull : column.longAt(row) + base;
      boolean fits = code >= 0 && (code < ofNull || column.isNull(row));
      packed[row] = packed[row] == TOO_LONG || !fits ? TOO_LONG : packed[row] << bits | code;
    }
  }
}
