package dev.quern.executor.operators.window;

/**
 * Finds the n-th row before or after the current one whose value is not null. Cheap as long as n
 * stays the same and the current row moves forward; otherwise it searches anew.
 */
final class PresentRows implements AutoCloseable {
  static final long NONE = -1;

  private final int column;
  private final Partition partition;
  private final SegmentCursor cursor;
  private final RowDeque rows;
  private long distance;
  private long searchedTo;

  PresentRows(int column, Partition partition, SegmentedRows segments) {
    this.column = column;
    this.partition = partition;
    this.cursor = new SegmentCursor(segments);
    this.rows = segments.newDeque();
  }

  void beginPartition() {
    distance = 0;
  }

  /**
   * Returns the row, or {@link #NONE}.
   *
   * @param wanted positive = after {@code row}, negative = before it
   */
  long find(long row, long wanted) {
    return wanted > 0 ? after(row, wanted) : before(row, -wanted);
  }

  private long after(long row, long wanted) {
    if (distance != wanted) {
      distance = wanted;
      rows.clear();
      searchedTo = row + 1;
    }
    while (!rows.isEmpty() && rows.firstRow() <= row) {
      rows.removeFirst();
    }
    searchedTo = Math.max(searchedTo, row + 1);
    while (rows.size() < wanted && searchedTo < partition.end()) {
      if (isPresent(searchedTo)) {
        rows.addLast(searchedTo, 0);
      }
      searchedTo++;
    }
    return rows.size() == wanted ? rows.lastRow() : NONE;
  }

  private long before(long row, long wanted) {
    if (distance == -wanted) {
      collect(row, wanted);
    } else {
      distance = -wanted;
      collectBackwards(row, wanted);
    }
    searchedTo = row;
    return rows.size() == wanted ? rows.firstRow() : NONE;
  }

  private void collect(long row, long wanted) {
    for (long candidate = searchedTo; candidate < row; candidate++) {
      if (isPresent(candidate)) {
        rows.addLast(candidate, 0);
        if (rows.size() > wanted) {
          rows.removeFirst();
        }
      }
    }
  }

  private void collectBackwards(long row, long wanted) {
    rows.clear();
    for (long candidate = row - 1;
        candidate >= partition.start() && rows.size() < wanted;
        candidate--) {
      if (isPresent(candidate)) {
        rows.addFirst(candidate, 0);
      }
    }
  }

  private boolean isPresent(long row) {
    int index = cursor.seek(row);
    return !cursor.column(column).isNull(index);
  }

  @Override
  public void close() {
    cursor.close();
    rows.close();
  }
}
