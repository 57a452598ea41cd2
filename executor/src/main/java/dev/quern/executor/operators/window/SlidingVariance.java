package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.plan.types.DataType;

/**
 * The variances and standard deviations, by Welford's update. Rows cannot be taken out without
 * losing digits, so a frame whose start moves is computed anew.
 */
final class SlidingVariance implements SlidingAggregate {
  private static final double TWO_TO_64 = 0x1p64;

  private final int column;
  private final boolean isPopulation;
  private final boolean isDeviation;
  private final double scaleFactor;
  private final SegmentCursor cursor;
  private long count;
  private double mean;
  private double squares;

  /**
   * @param isPopulation whether to divide by n and not by n - 1
   * @param isDeviation whether the result is the square root
   */
  SlidingVariance(
      int column,
      DataType argument,
      boolean isPopulation,
      boolean isDeviation,
      SegmentedRows rows) {
    this.column = column;
    this.isPopulation = isPopulation;
    this.isDeviation = isDeviation;
    this.scaleFactor =
        argument instanceof DataType.DecimalType decimal ? Math.pow(10, decimal.scale()) : 1;
    this.cursor = new SegmentCursor(rows);
  }

  @Override
  public void clear() {
    count = 0;
    mean = 0;
    squares = 0;
  }

  @Override
  public boolean canRemove() {
    return false;
  }

  @Override
  public void add(long row) {
    int index = cursor.seek(row);
    ColumnAddresses values = cursor.column(column);
    if (values.isNull(index)) {
      return;
    }
    double value = toDouble(values, index) / scaleFactor;
    count++;
    double difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
  }

  private static double toDouble(ColumnAddresses values, int index) {
    if (CellValues.isFloatingPoint(values)) {
      return values.doubleAt(index);
    }
    long low = values.longAt(index);
    long high = values.highAt(index);
    return high == low >> 63 ? low : high * TWO_TO_64 + ((low >>> 1) * 2.0 + (low & 1));
  }

  @Override
  public void remove(long row) {
    throw new IllegalStateException("rows cannot be taken out of a variance");
  }

  @Override
  public void write(long row, ResultColumn output) {
    long divisor = isPopulation ? count : count - 1;
    if (divisor > 0) {
      double variance = squares / divisor;
      output.putDouble(row, isDeviation ? Math.sqrt(variance) : variance);
    }
  }

  @Override
  public void close() {
    cursor.close();
  }
}
