package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ColumnAddresses;
import java.util.List;

/**
 * {@code lag} and {@code lead}: the value a number of rows before or after in the partition. The
 * number may differ from row to row; a negative one looks the other way, a null one gives null.
 */
final class OffsetFunction implements WindowFunction {
  private static final int NO_COLUMN = -1;

  private final int direction;
  private final boolean ignoreNulls;
  private final int valueColumn;
  private final int offsetColumn;
  private final int defaultColumn;
  private final Partition partition;
  private final SegmentCursor current;
  private final SegmentCursor target;
  private final PresentRows presentRows;

  /**
   * @param direction 1 = lead, -1 = lag
   * @param arguments value, then offset (1 if missing), then default (null if missing)
   */
  OffsetFunction(
      int direction,
      List<Integer> arguments,
      boolean ignoreNulls,
      Partition partition,
      SegmentedRows rows) {
    this.direction = direction;
    this.ignoreNulls = ignoreNulls;
    this.valueColumn = arguments.get(0);
    this.offsetColumn = arguments.size() > 1 ? arguments.get(1) : NO_COLUMN;
    this.defaultColumn = arguments.size() > 2 ? arguments.get(2) : NO_COLUMN;
    this.partition = partition;
    this.current = new SegmentCursor(rows);
    this.target = new SegmentCursor(rows);
    this.presentRows = new PresentRows(valueColumn, partition, rows);
  }

  @Override
  public void beginPartition() {
    presentRows.beginPartition();
  }

  @Override
  public long evaluableEnd() {
    if (partition.isComplete() || (direction < 0 && offsetColumn == NO_COLUMN)) {
      return partition.end();
    }
    return isNextRow() ? Math.max(partition.start(), partition.end() - 1) : partition.start();
  }

  private boolean isNextRow() {
    return direction > 0 && offsetColumn == NO_COLUMN && !ignoreNulls;
  }

  @Override
  public void evaluate(long from, long to, ResultColumn output) {
    for (long row = from; row < to; row++) {
      int index = current.seek(row);
      long distance = 1;
      if (offsetColumn != NO_COLUMN) {
        ColumnAddresses offsets = current.column(offsetColumn);
        if (offsets.isNull(index)) {
          continue;
        }
        distance = offsets.longAt(index);
      }
      write(row, index, find(row, direction * distance), output);
    }
  }

  /** Returns a row of the partition, or one outside it if there is none. */
  private long find(long row, long distance) {
    if (ignoreNulls && distance != 0) {
      return presentRows.find(row, distance);
    }
    long size = partition.end() - partition.start();
    return Math.abs((double) distance) > size ? PresentRows.NONE : row + distance;
  }

  private void write(long row, int index, long found, ResultColumn output) {
    if (found >= partition.start() && found < partition.end()) {
      int foundIndex = target.seek(found);
      output.copy(row, target.vector(valueColumn), foundIndex);
    } else if (defaultColumn != NO_COLUMN) {
      output.copy(row, current.vector(defaultColumn), index);
    }
  }

  @Override
  public long firstNeeded(long nextRow) {
    if (isNextRow()) {
      return nextRow;
    }
    boolean isLastRow = direction < 0 && offsetColumn == NO_COLUMN && !ignoreNulls;
    return isLastRow ? nextRow - 1 : partition.start();
  }

  @Override
  public void close() {
    current.close();
    target.close();
    presentRows.close();
  }
}
