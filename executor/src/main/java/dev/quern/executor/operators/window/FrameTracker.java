package dev.quern.executor.operators.window;

import dev.quern.plan.nodes.WindowCall.BoundKind;
import dev.quern.plan.nodes.WindowCall.Exclusion;
import dev.quern.plan.nodes.WindowCall.Frame;
import dev.quern.plan.nodes.WindowCall.Unit;
import dev.quern.plan.nodes.WindowNode;

/**
 * The frame of the current row: rows {@code [start, end)} of the partition without a gap {@code
 * [gapStart, gapEnd)}, in which the current row itself may belong to the frame again.
 */
final class FrameTracker implements AutoCloseable {
  private final Frame frame;
  private final Partition partition;
  private final SegmentedRows rows;
  private final FrameBound startBound;
  private final FrameBound endBound;
  private final PeerGroup peers;
  private long start;
  private long end;
  private long firstNeeded;
  private long firstNeededByBounds;
  private long gapStart;
  private long gapEnd;

  FrameTracker(Frame frame, WindowNode node, Partition partition, SegmentedRows rows) {
    this.frame = frame;
    this.partition = partition;
    this.rows = rows;
    this.startBound = FrameBounds.create(frame.unit(), frame.start(), false, node, partition, rows);
    this.endBound = FrameBounds.create(frame.unit(), frame.end(), true, node, partition, rows);
    this.peers = new PeerGroup(partition, rows);
  }

  void beginPartition() {
    startBound.beginPartition();
    endBound.beginPartition();
    peers.beginPartition();
    start = partition.start();
    end = partition.start();
    firstNeeded = partition.start();
    firstNeededByBounds = partition.start();
  }

  /** Returns whether each frame begins where the partition does and has no gap. */
  boolean isRunning() {
    return frame.start().kind() == BoundKind.UNBOUNDED_PRECEDING && !hasExclusion();
  }

  /** Returns the row behind the last one whose frame can be told from the rows known so far. */
  long evaluableEnd() {
    if (partition.isComplete()) {
      return partition.end();
    }
    BoundKind kind = frame.end().kind();
    if (kind == BoundKind.FOLLOWING || kind == BoundKind.UNBOUNDED_FOLLOWING) {
      return partition.start();
    }
    boolean needsPeers =
        frame.unit() != Unit.ROWS
            || frame.exclusion() == Exclusion.GROUP
            || frame.exclusion() == Exclusion.TIES;
    return needsPeers ? rows.lastPeerStart() : partition.end();
  }

  /** Moves on to the frame of {@code row}. */
  void moveTo(long row) {
    start = Math.max(partition.start(), Math.min(startBound.find(row), partition.end()));
    long foundEnd = Math.max(partition.start(), Math.min(endBound.find(row), partition.end()));
    end = Math.max(start, foundEnd);
    firstNeeded = Math.min(start, foundEnd);
    firstNeededByBounds = isRunning() ? foundEnd : firstNeeded;
    switch (frame.exclusion()) {
      case NONE:
        gapStart = end;
        gapEnd = end;
        return;
      case CURRENT_ROW:
        setGap(row, row + 1);
        return;
      case GROUP:
      case TIES:
        peers.moveTo(row);
        setGap(peers.start(), peers.end());
    }
  }

  private void setGap(long from, long to) {
    gapStart = Math.max(start, Math.min(from, end));
    gapEnd = Math.max(start, Math.min(to, end));
  }

  long start() {
    return start;
  }

  long end() {
    return end;
  }

  /** Returns the first row that frames of later rows may look at. */
  long firstNeeded() {
    return firstNeeded;
  }

  /**
   * Returns the first row that must be there for later frames to be told; functions that keep what
   * they have seen of a running frame need none before it.
   */
  long firstNeededByBounds() {
    return firstNeededByBounds;
  }

  long gapStart() {
    return gapStart;
  }

  long gapEnd() {
    return gapEnd;
  }

  /** Returns whether rows may be excluded from frames. */
  boolean hasExclusion() {
    return frame.exclusion() != Exclusion.NONE;
  }

  /** Returns whether {@code row}, the current one, lies in the gap and yet belongs to the frame. */
  boolean keepsCurrent(long row) {
    return frame.exclusion() == Exclusion.TIES && row >= gapStart && row < gapEnd;
  }

  @Override
  public void close() {
    startBound.close();
    endBound.close();
    peers.close();
  }
}
