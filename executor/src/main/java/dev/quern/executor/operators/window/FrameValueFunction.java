package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;

/**
 * {@code first_value, last_value} and {@code nth_value} of the frame, in which nulls may be passed
 * over.
 */
final class FrameValueFunction implements WindowFunction {
  /** Which row of the frame is taken. */
  enum Kind {
    FIRST,
    LAST,
    NTH
  }

  private static final long NONE = -1;

  private final Kind kind;
  private final int valueColumn;
  private final int positionColumn;
  private final boolean ignoreNulls;
  private final Partition partition;
  private final FrameTracker frame;
  private final SegmentCursor current;
  private final SegmentCursor values;
  private final SegmentCursor searched;

  /** No row from the frame's start up to here has a value. */
  private long firstPresent;

  /** The last row before {@link #searchedTo} that has a value. */
  private long lastPresent;

  private long searchedTo;

  /**
   * @param positionColumn the second argument of {@code nth_value}; ignored otherwise
   */
  FrameValueFunction(
      Kind kind,
      int valueColumn,
      int positionColumn,
      boolean ignoreNulls,
      Partition partition,
      FrameTracker frame,
      SegmentedRows rows) {
    this.kind = kind;
    this.valueColumn = valueColumn;
    this.positionColumn = positionColumn;
    this.ignoreNulls = ignoreNulls;
    this.partition = partition;
    this.frame = frame;
    this.current = new SegmentCursor(rows);
    this.values = new SegmentCursor(rows);
    this.searched = new SegmentCursor(rows);
  }

  @Override
  public void beginPartition() {
    frame.beginPartition();
    firstPresent = partition.start();
    lastPresent = NONE;
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
      long found = find(row);
      if (found != NONE) {
        int index = values.seek(found);
        output.copy(row, values.vector(valueColumn), index);
      }
    }
  }

  private long find(long row) {
    boolean searchesOn = ignoreNulls && !frame.hasExclusion();
    switch (kind) {
      case FIRST:
        return searchesOn ? nextPresent() : nth(row, 1);
      case LAST:
        return searchesOn ? previousPresent() : last(row);
      case NTH:
        int index = current.seek(row);
        ColumnAddresses positions = current.column(positionColumn);
        return positions.isNull(index) ? NONE : nth(row, checked(positions.longAt(index)));
    }
    throw new IllegalStateException("unknown kind: " + kind);
  }

  private static long checked(long position) {
    if (position <= 0) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Position of nth_value must be greater than zero: " + position);
    }
    return position;
  }

  private long nextPresent() {
    firstPresent = Math.max(firstPresent, frame.start());
    while (firstPresent < frame.end() && !counts(firstPresent)) {
      firstPresent++;
    }
    return firstPresent < frame.end() ? firstPresent : NONE;
  }

  private long previousPresent() {
    searchedTo = Math.max(searchedTo, frame.start());
    for (; searchedTo < frame.end(); searchedTo++) {
      if (counts(searchedTo)) {
        lastPresent = searchedTo;
      }
    }
    return lastPresent >= frame.start() ? lastPresent : NONE;
  }

  /** Returns the n-th row of the frame that counts. */
  private long nth(long row, long n) {
    long before = frame.gapStart() - frame.start();
    if (!ignoreNulls && n <= before) {
      return frame.start() + n - 1;
    }
    long left = n;
    for (long candidate = frame.start(); candidate < frame.end(); candidate++) {
      if (isInFrame(candidate, row) && counts(candidate)) {
        left--;
        if (left == 0) {
          return candidate;
        }
      }
    }
    return NONE;
  }

  /** Returns the last row of the frame that counts. */
  private long last(long row) {
    for (long candidate = frame.end() - 1; candidate >= frame.start(); candidate--) {
      if (isInFrame(candidate, row) && counts(candidate)) {
        return candidate;
      }
    }
    return NONE;
  }

  private boolean isInFrame(long candidate, long row) {
    boolean inGap = candidate >= frame.gapStart() && candidate < frame.gapEnd();
    return !inGap || (candidate == row && frame.keepsCurrent(row));
  }

  private boolean counts(long row) {
    if (!ignoreNulls) {
      return true;
    }
    int index = searched.seek(row);
    return !searched.column(valueColumn).isNull(index);
  }

  @Override
  public long firstNeeded(long nextRow) {
    return Math.min(nextRow, frame.firstNeeded());
  }

  @Override
  public void close() {
    frame.close();
    current.close();
    values.close();
    searched.close();
  }
}
