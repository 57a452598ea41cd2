package dev.quern.executor.operators.window;

/** The peers of the current row: the rows of the partition that are equal to it in order. */
final class PeerGroup implements AutoCloseable {
  private final Partition partition;
  private final SegmentCursor cursor;
  private long start;
  private long end;
  private long index;

  PeerGroup(Partition partition, SegmentedRows rows) {
    this.partition = partition;
    this.cursor = new SegmentCursor(rows);
  }

  void beginPartition() {
    start = partition.start();
    end = partition.start();
    index = -1;
  }

  /** Moves on to the group of {@code row}, which must be complete. */
  void moveTo(long row) {
    while (row >= end) {
      start = end;
      end = cursor.nextPeerStart(start, partition.end());
      index++;
    }
  }

  long start() {
    return start;
  }

  long end() {
    return end;
  }

  /** Returns how many groups of the partition lie before this one. */
  long index() {
    return index;
  }

  @Override
  public void close() {
    cursor.close();
  }
}
