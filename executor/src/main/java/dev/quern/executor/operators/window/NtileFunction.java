package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;

/** {@code ntile(n)}: numbers n parts of the partition, the first of which may be one row larger. */
final class NtileFunction implements WindowFunction {
  private final int countColumn;
  private final Partition partition;
  private final SegmentCursor cursor;

  NtileFunction(int countColumn, Partition partition, SegmentedRows rows) {
    this.countColumn = countColumn;
    this.partition = partition;
    this.cursor = new SegmentCursor(rows);
  }

  @Override
  public void beginPartition() {}

  @Override
  public long evaluableEnd() {
    return partition.isComplete() ? partition.end() : partition.start();
  }

  @Override
  public void evaluate(long from, long to, ResultColumn output) {
    long size = partition.end() - partition.start();
    for (long row = from; row < to; row++) {
      int index = cursor.seek(row);
      ColumnAddresses counts = cursor.column(countColumn);
      if (!counts.isNull(index)) {
        long position = row - partition.start();
        output.putLong(row, part(position, size, checked(counts.longAt(index))));
      }
    }
  }

  private static long part(long position, long size, long count) {
    long small = size / count;
    long largeParts = size % count;
    long rowsInLarge = largeParts * (small + 1);
    return position < rowsInLarge
        ? position / (small + 1) + 1
        : largeParts + (position - rowsInLarge) / small + 1;
  }

  private static long checked(long count) {
    if (count <= 0) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "Argument of ntile must be greater than zero: " + count);
    }
    return count;
  }

  @Override
  public long firstNeeded(long nextRow) {
    return nextRow;
  }

  @Override
  public void close() {
    cursor.close();
  }
}
