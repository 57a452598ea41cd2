package dev.quern.executor.operators.window;

/**
 * An aggregate over the frame. Rows are added as the end of the frame moves on and taken out as its
 * start does; frames with exclusions are computed anew for each row.
 */
final class AggregateFunction implements WindowFunction {
  private final SlidingAggregate aggregate;
  private final FrameTracker frame;

  /** Rows {@code [start, end)} are in the aggregate. */
  private long start;

  private long end;

  AggregateFunction(SlidingAggregate aggregate, FrameTracker frame) {
    this.aggregate = aggregate;
    this.frame = frame;
  }

  @Override
  public void beginPartition() {
    frame.beginPartition();
    restart(frame.start());
  }

  @Override
  public long evaluableEnd() {
    return frame.evaluableEnd();
  }

  @Override
  public void evaluate(long from, long to, ResultColumn output) {
    for (long row = from; row < to; row++) {
      frame.moveTo(row);
      if (frame.hasExclusion()) {
        computeAnew(row);
      } else {
        slide(frame.start(), frame.end());
      }
      aggregate.write(row, output);
    }
  }

  private void slide(long newStart, long newEnd) {
    if (newStart >= end || (newStart > start && !aggregate.canRemove())) {
      restart(newStart);
    }
    while (end < newEnd) {
      aggregate.add(end++);
    }
    while (start < newStart) {
      aggregate.remove(start++);
    }
  }

  private void restart(long row) {
    aggregate.clear();
    start = row;
    end = row;
  }

  private void computeAnew(long row) {
    restart(frame.start());
    while (end < frame.gapStart()) {
      aggregate.add(end++);
    }
    if (frame.keepsCurrent(row)) {
      aggregate.add(row);
    }
    end = Math.max(end, frame.gapEnd());
    while (end < frame.end()) {
      aggregate.add(end++);
    }
  }

  @Override
  public long firstNeeded(long nextRow) {
    boolean needsNewRowsOnly = frame.isRunning() && !aggregate.looksBack();
    long first = needsNewRowsOnly ? frame.firstNeededByBounds() : frame.firstNeeded();
    return Math.min(nextRow, first);
  }

  @Override
  public void close() {
    aggregate.close();
    frame.close();
  }
}
