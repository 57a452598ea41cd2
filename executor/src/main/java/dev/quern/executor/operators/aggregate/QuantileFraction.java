package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;

/**
 * The fraction of a quantile in the state of a group. It must be the same for all rows of the
 * group; where it is NULL, so is the quantile.
 *
 * <p>Eight bytes: 0 before the first row, -1 for NULL, else one more than the bits of the double.
 * Handed over as a double: NULL before the first row, NaN for NULL.
 */
final class QuantileFraction {
  static final int BYTES = Long.BYTES;

  private static final long NOT_SET = 0;
  private static final long IS_NULL = -1;

  private QuantileFraction() {}

  /**
   * Takes the fraction of a row.
   *
   * @throws QueryException INVALID_ARGUMENT if it is not from 0 to 1, or not that of the rows
   *     before
   */
  static void add(ColumnAddresses fractions, int row, long address) {
    set(address, fractions.isNull(row) ? Double.NaN : checked(at(fractions, row)));
  }

  /** Takes what {@link #write} gave. */
  static void merge(ColumnAddresses fractions, int row, long address) {
    if (!fractions.isNull(row)) {
      set(address, at(fractions, row));
    }
  }

  static void write(long address, OutputColumn output, int row) {
    if (Memory.getLong(address) != NOT_SET) {
      output.putDouble(row, value(address));
    }
  }

  /** Returns the fraction, NaN if it is NULL or there was no row. */
  static double value(long address) {
    long bits = Memory.getLong(address);
    return bits == NOT_SET || bits == IS_NULL ? Double.NaN : Double.longBitsToDouble(bits - 1);
  }

  private static double at(ColumnAddresses fractions, int row) {
    return Memory.getDouble(fractions.data() + 8L * row);
  }

  private static double checked(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Fraction of a quantile is out of range: value=" + fraction + ", expected 0 to 1");
    }
    return fraction;
  }

  /**
   * @param fraction NaN for NULL
   */
  private static void set(long address, double fraction) {
    // The sum makes 0.0 of -0.0, whose bits would be negative.
    long bits = Double.isNaN(fraction) ? IS_NULL : Double.doubleToRawLongBits(fraction + 0.0) + 1;
    long before = Memory.getLong(address);
    if (before != NOT_SET && before != bits) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Fraction of a quantile must be the same for all rows of a group: one="
              + value(address)
              + ", another="
              + fraction);
    }
    Memory.putLong(address, bits);
  }
}
