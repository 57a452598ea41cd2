package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ColumnAddresses;

/**
 * {@code min} and {@code max} of any type with an order, of frames whose start does not move: only
 * the best value so far is kept.
 */
final class RunningExtreme implements SlidingAggregate {
  private final int column;
  private final boolean isMax;
  private final SegmentCursor added;
  private final KeptValue best;
  private long bestKey;

  RunningExtreme(int column, boolean isMax, SegmentedRows rows) {
    this.column = column;
    this.isMax = isMax;
    this.added = new SegmentCursor(rows);
    this.best = rows.newKeptValue(column);
  }

  @Override
  public void clear() {
    best.clear();
  }

  @Override
  public boolean canRemove() {
    return false;
  }

  @Override
  public void add(long row) {
    int index = added.seek(row);
    ColumnAddresses values = added.column(column);
    if (values.isNull(index)) {
      return;
    }
    long key = values.type().isVariable() ? 0 : OrderedBits.of(values, index);
    if (!best.isPresent() || isBetter(values, index, key)) {
      best.set(added.vector(column), index);
      bestKey = key;
    }
  }

  private boolean isBetter(ColumnAddresses values, int index, long key) {
    int order = Long.compare(key, bestKey);
    if (order == 0 && !OrderedBits.areExact(values)) {
      order = CellValues.compare(values, index, best.addresses(), 0);
    }
    return isMax ? order > 0 : order < 0;
  }

  @Override
  public void remove(long row) {
    throw new IllegalStateException("the start of the frame does not move");
  }

  @Override
  public void write(long row, ResultColumn output) {
    if (best.isPresent()) {
      best.writeTo(row, output);
    }
  }

  @Override
  public void close() {
    added.close();
    best.close();
  }
}
