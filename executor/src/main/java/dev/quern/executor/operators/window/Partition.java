package dev.quern.executor.operators.window;

/** The rows of the current partition as far as they are known. */
final class Partition {
  private long start;
  private long end;
  private boolean complete;

  /** Returns the first row. */
  long start() {
    return start;
  }

  /** Returns the row behind the last one that is known to belong to the partition. */
  long end() {
    return end;
  }

  /** Returns whether no more rows belong to it. */
  boolean isComplete() {
    return complete;
  }

  void begin(long firstRow) {
    start = firstRow;
    end = firstRow;
    complete = false;
  }

  void extendTo(long newEnd, boolean isComplete) {
    end = newEnd;
    complete = isComplete;
  }
}
