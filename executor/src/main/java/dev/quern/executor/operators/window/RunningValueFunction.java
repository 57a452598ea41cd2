package dev.quern.executor.operators.window;

/**
 * {@code first_value} and {@code last_value} of frames whose start does not move, in which nulls
 * may be passed over: only the value itself is kept.
 */
final class RunningValueFunction implements WindowFunction {
  private final boolean isFirst;
  private final int column;
  private final boolean ignoreNulls;
  private final Partition partition;
  private final FrameTracker frame;
  private final SegmentCursor cursor;
  private final KeptValue value;

  /** Rows before it are of no interest any more. */
  private long searchedTo;

  /**
   * @param isFirst whether the first and not the last value of the frame is the result
   * @param frame without exclusions, its start that of the partition
   */
  RunningValueFunction(
      boolean isFirst,
      int column,
      boolean ignoreNulls,
      Partition partition,
      FrameTracker frame,
      SegmentedRows rows) {
    this.isFirst = isFirst;
    this.column = column;
    this.ignoreNulls = ignoreNulls;
    this.partition = partition;
    this.frame = frame;
    this.cursor = new SegmentCursor(rows);
    this.value = rows.newKeptValue(column);
  }

  @Override
  public void beginPartition() {
    frame.beginPartition();
    value.clear();
    searchedTo = partition.start();
  }

  @Override
  public long evaluableEnd() {
    return frame.evaluableEnd();
  }

  @Override
  public void evaluate(long from, long to, ResultColumn output) {
    for (long row = from; row < to; row++) {
      frame.moveTo(row);
      search(frame.end());
      if (value.isPresent()) {
        value.writeTo(row, output);
      }
    }
  }

  private void search(long end) {
    if (!isFirst && !ignoreNulls) {
      searchedTo = Math.max(searchedTo, end - 1);
    }
    for (; searchedTo < end; searchedTo++) {
      if (isFirst && value.isPresent()) {
        searchedTo = end;
        return;
      }
      int index = cursor.seek(searchedTo);
      if (!ignoreNulls || !cursor.column(column).isNull(index)) {
        value.set(cursor.vector(column), index);
      }
    }
  }

  @Override
  public long firstNeeded(long nextRow) {
    long first = Math.min(nextRow, frame.firstNeededByBounds());
    return isFirst && value.isPresent() ? first : Math.min(first, searchedTo);
  }

  @Override
  public void close() {
    frame.close();
    cursor.close();
    value.close();
  }
}
