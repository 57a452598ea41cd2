package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ColumnAddresses;

/**
 * {@code min} and {@code max} of any type with an order. Keeps the rows that can still become the
 * result once those before them are gone: each is better than the next.
 */
final class SlidingExtreme implements SlidingAggregate {
  private final int column;
  private final boolean isMax;
  private final SegmentCursor added;
  private final SegmentCursor compared;
  private final SegmentCursor best;
  private final RowDeque candidates;

  SlidingExtreme(int column, boolean isMax, SegmentedRows rows) {
    this.column = column;
    this.isMax = isMax;
    this.added = new SegmentCursor(rows);
    this.compared = new SegmentCursor(rows);
    this.best = new SegmentCursor(rows);
    this.candidates = rows.newDeque();
  }

  @Override
  public void clear() {
    candidates.clear();
  }

  @Override
  public void add(long row) {
    int index = added.seek(row);
    ColumnAddresses values = added.column(column);
    if (values.isNull(index)) {
      return;
    }
    long key = values.type().isVariable() ? 0 : OrderedBits.of(values, index);
    while (!candidates.isEmpty() && isBetter(values, index, key)) {
      candidates.removeLast();
    }
    candidates.addLast(row, key);
  }

  /** Returns whether the value is better than that of the last candidate. */
  private boolean isBetter(ColumnAddresses values, int index, long key) {
    long lastKey = candidates.lastKey();
    int order = Long.compare(key, lastKey);
    if (order == 0 && !OrderedBits.areExact(values)) {
      int lastIndex = compared.seek(candidates.lastRow());
      order = CellValues.compare(values, index, compared.column(column), lastIndex);
    }
    return isMax ? order > 0 : order < 0;
  }

  @Override
  public boolean looksBack() {
    return true;
  }

  @Override
  public void remove(long row) {
    if (!candidates.isEmpty() && candidates.firstRow() <= row) {
      candidates.removeFirst();
    }
  }

  @Override
  public void write(long row, ResultColumn output) {
    if (!candidates.isEmpty()) {
      int index = best.seek(candidates.firstRow());
      output.copy(row, best.vector(column), index);
    }
  }

  @Override
  public void close() {
    added.close();
    compared.close();
    best.close();
    candidates.close();
  }
}
