package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ColumnAddresses;
import java.util.Objects;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * A place in {@link SegmentedRows}; keeps the segment that it is in in memory. Each reader that
 * moves on its own has one, so that two of them in different segments do not drive each other out.
 */
final class SegmentCursor implements AutoCloseable {
  private final SegmentedRows rows;
  private @Nullable Segment segment;
  private long first;
  private long end;

  SegmentCursor(SegmentedRows rows) {
    this.rows = rows;
  }

  /** Moves to a row and returns its index in the segment. */
  int seek(long row) {
    if (row < first || row >= end) {
      move(row);
    }
    return (int) (row - first);
  }

  private void move(long row) {
    close();
    segment = rows.pin(row);
    first = segment.firstRow();
    end = segment.endRow();
  }

  /** Returns the current segment; {@link #seek} must have been called. */
  Segment segment() {
    return Objects.requireNonNull(segment, "no row was sought");
  }

  ColumnAddresses column(int column) {
    return segment().columns().get(column);
  }

  FieldVector vector(int column) {
    return segment().batch().vector(column);
  }

  /** Returns the first row behind {@code row} that begins a group of peers, or {@code limit}. */
  long nextPeerStart(long row, long limit) {
    long next = row + 1;
    while (next < limit) {
      seek(next);
      long found = segment().nextPeerStart(next);
      if (found < end) {
        return Math.min(found, limit);
      }
      next = end;
    }
    return limit;
  }

  /** Returns the first row at or behind {@code row} that begins a partition, or {@code limit}. */
  long nextPartitionStart(long row, long limit) {
    long next = row;
    while (next < limit) {
      seek(next);
      long found = segment().nextPartitionStart(next);
      if (found < end) {
        return Math.min(found, limit);
      }
      next = end;
    }
    return limit;
  }

  /** Lets go of the segment. */
  @Override
  public void close() {
    if (segment != null) {
      segment.unpin();
      segment = null;
      first = 0;
      end = 0;
    }
  }
}
