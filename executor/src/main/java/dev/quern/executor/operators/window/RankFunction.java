package dev.quern.executor.operators.window;

/** {@code row_number, rank, dense_rank, percent_rank} and {@code cume_dist}. */
final class RankFunction implements WindowFunction {
  /** Which number a row gets. */
  enum Kind {
    ROW_NUMBER,
    RANK,
    DENSE_RANK,
    PERCENT_RANK,
    CUME_DIST
  }

  private final Kind kind;
  private final Partition partition;
  private final SegmentCursor cursor;
  private final PeerGroup peers;
  private long rank;
  private long denseRank;

  RankFunction(Kind kind, Partition partition, SegmentedRows rows) {
    this.kind = kind;
    this.partition = partition;
    this.cursor = new SegmentCursor(rows);
    this.peers = new PeerGroup(partition, rows);
  }

  @Override
  public void beginPartition() {
    rank = 0;
    denseRank = 0;
    peers.beginPartition();
  }

  @Override
  public long evaluableEnd() {
    boolean needsSize = kind == Kind.PERCENT_RANK || kind == Kind.CUME_DIST;
    return needsSize && !partition.isComplete() ? partition.start() : partition.end();
  }

  @Override
  public void evaluate(long from, long to, ResultColumn output) {
    if (kind == Kind.ROW_NUMBER) {
      for (long row = from; row < to; row++) {
        output.putLong(row, row - partition.start() + 1);
      }
      return;
    }
    for (long row = from; row < to; row++) {
      int index = cursor.seek(row);
      if (cursor.segment().isPeerStart(index)) {
        rank = row - partition.start() + 1;
        denseRank++;
      }
      write(row, output);
    }
  }

  private void write(long row, ResultColumn output) {
    long size = partition.end() - partition.start();
    switch (kind) {
      case ROW_NUMBER:
        throw new IllegalStateException("a row number needs no peers");
      case RANK:
        output.putLong(row, rank);
        return;
      case DENSE_RANK:
        output.putLong(row, denseRank);
        return;
      case PERCENT_RANK:
        output.putDouble(row, size == 1 ? 0 : (double) (rank - 1) / (size - 1));
        return;
      case CUME_DIST:
        peers.moveTo(row);
        output.putDouble(row, (double) (peers.end() - partition.start()) / size);
    }
  }

  @Override
  public long firstNeeded(long nextRow) {
    return nextRow;
  }

  @Override
  public void close() {
    cursor.close();
    peers.close();
  }
}
