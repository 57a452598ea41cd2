package dev.quern.executor.operators.window;

/** {@code count}: of all rows, or of those whose argument is not null. */
final class SlidingCount implements SlidingAggregate {
  static final int ALL_ROWS = -1;

  private final int column;
  private final SegmentCursor added;
  private final SegmentCursor removed;
  private long count;

  /**
   * @param column the argument, or {@link #ALL_ROWS}
   */
  SlidingCount(int column, SegmentedRows rows) {
    this.column = column;
    this.added = new SegmentCursor(rows);
    this.removed = new SegmentCursor(rows);
  }

  @Override
  public void clear() {
    count = 0;
  }

  @Override
  public void add(long row) {
    count += counts(row, added);
  }

  @Override
  public void remove(long row) {
    count -= counts(row, removed);
  }

  private long counts(long row, SegmentCursor cursor) {
    if (column == ALL_ROWS) {
      return 1;
    }
    int index = cursor.seek(row);
    return cursor.column(column).isNull(index) ? 0 : 1;
  }

  @Override
  public void write(long row, ResultColumn output) {
    output.putLong(row, count);
  }

  @Override
  public void close() {
    added.close();
    removed.close();
  }
}
