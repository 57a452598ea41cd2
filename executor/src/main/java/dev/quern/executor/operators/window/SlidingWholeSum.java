package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.math.BigInteger;

/** {@code sum} and {@code avg} of integers and decimals, exact in 128 bits. */
final class SlidingWholeSum implements SlidingAggregate {
  private static final BigInteger DECIMAL_LIMIT = BigInteger.TEN.pow(38);
  private static final double TWO_TO_64 = 0x1p64;

  private final int column;
  private final boolean isAverage;
  private final Field result;
  private final double scaleFactor;
  private final SegmentCursor added;
  private final SegmentCursor removed;
  private long count;
  private long low;
  private long high;

  SlidingWholeSum(
      int column, DataType argument, boolean isAverage, Field result, SegmentedRows rows) {
    this.column = column;
    this.isAverage = isAverage;
    this.result = result;
    this.scaleFactor =
        argument instanceof DataType.DecimalType decimal ? Math.pow(10, decimal.scale()) : 1;
    this.added = new SegmentCursor(rows);
    this.removed = new SegmentCursor(rows);
  }

  @Override
  public void clear() {
    count = 0;
    low = 0;
    high = 0;
  }

  @Override
  public void add(long row) {
    int index = added.seek(row);
    ColumnAddresses values = added.column(column);
    if (values.isNull(index)) {
      return;
    }
    long sum = low + values.longAt(index);
    long more = values.highAt(index);
    long sumHigh = high + more + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    if (((high ^ sumHigh) & (more ^ sumHigh)) < 0) {
      throw overflow();
    }
    low = sum;
    high = sumHigh;
    count++;
  }

  @Override
  public void remove(long row) {
    int index = removed.seek(row);
    ColumnAddresses values = removed.column(column);
    if (values.isNull(index)) {
      return;
    }
    long value = values.longAt(index);
    long borrow = Long.compareUnsigned(low, value) < 0 ? 1 : 0;
    low -= value;
    high -= values.highAt(index) + borrow;
    count--;
  }

  @Override
  public void write(long row, ResultColumn output) {
    if (count == 0) {
      return;
    }
    if (isAverage) {
      output.putDouble(row, toDouble() / (count * scaleFactor));
      return;
    }
    if (!fits()) {
      throw overflow();
    }
    output.putWide(row, low, high);
  }

  private boolean fits() {
    boolean fitsLong = high == low >> 63;
    if (fitsLong || !(result.type() instanceof DataType.DecimalType)) {
      return fitsLong;
    }
    return value().abs().compareTo(DECIMAL_LIMIT) < 0;
  }

  private double toDouble() {
    if (high == low >> 63) {
      return low;
    }
    return high * TWO_TO_64 + ((low >>> 1) * 2.0 + (low & 1));
  }

  private BigInteger value() {
    return BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
  }

  private QueryException overflow() {
    return new QueryException(
        ErrorCode.NUMERIC_OVERFLOW,
        "Sum does not fit its type: column="
            + result.name()
            + ", type="
            + result.type().sqlName()
            + ", unscaled value="
            + value());
  }

  @Override
  public void close() {
    added.close();
    removed.close();
  }
}
