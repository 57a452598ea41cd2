package dev.quern.executor.operators.window;

/** The first row of the group of peers that lies a number of groups away from the current one. */
final class GroupsBound implements FrameBound {
  private final long distance;
  private final Partition partition;
  private final PeerGroup current;
  private final SegmentCursor cursor;
  private long row;
  private long group;

  /**
   * @param distance groups after the current row's, negative = before; beyond the last group the
   *     bound is the end of the partition
   */
  GroupsBound(long distance, Partition partition, SegmentedRows rows) {
    this.distance = distance;
    this.partition = partition;
    this.current = new PeerGroup(partition, rows);
    this.cursor = new SegmentCursor(rows);
  }

  @Override
  public void beginPartition() {
    current.beginPartition();
    row = partition.start();
    group = 0;
  }

  @Override
  public long find(long currentRow) {
    current.moveTo(currentRow);
    long wanted = current.index() + distance;
    while (group < wanted && row < partition.end()) {
      row = cursor.nextPeerStart(row, partition.end());
      group++;
    }
    return row;
  }

  @Override
  public void close() {
    current.close();
    cursor.close();
  }
}
