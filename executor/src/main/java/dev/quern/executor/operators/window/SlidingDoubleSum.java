package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ColumnAddresses;

/** {@code sum} and {@code avg} of floats and doubles, exact up to the last rounding. */
final class SlidingDoubleSum implements SlidingAggregate {
  private final int column;
  private final boolean isAverage;
  private final SegmentCursor added;
  private final SegmentCursor removed;
  private final ExactSum sum = new ExactSum();
  private long count;
  private double value;
  private boolean isStale = true;

  SlidingDoubleSum(int column, boolean isAverage, SegmentedRows rows) {
    this.column = column;
    this.isAverage = isAverage;
    this.added = new SegmentCursor(rows);
    this.removed = new SegmentCursor(rows);
  }

  @Override
  public void clear() {
    sum.clear();
    count = 0;
    isStale = true;
  }

  @Override
  public void add(long row) {
    int index = added.seek(row);
    ColumnAddresses values = added.column(column);
    if (!values.isNull(index)) {
      sum.add(values.doubleAt(index));
      count++;
      isStale = true;
    }
  }

  @Override
  public void remove(long row) {
    int index = removed.seek(row);
    ColumnAddresses values = removed.column(column);
    if (!values.isNull(index)) {
      sum.subtract(values.doubleAt(index));
      count--;
      isStale = true;
    }
  }

  @Override
  public void write(long row, ResultColumn output) {
    if (count == 0) {
      return;
    }
    if (isStale) {
      value = sum.value();
      isStale = false;
    }
    output.putDouble(row, isAverage ? value / count : value);
  }

  @Override
  public void close() {
    added.close();
    removed.close();
  }
}
