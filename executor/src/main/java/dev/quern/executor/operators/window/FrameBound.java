package dev.quern.executor.operators.window;

/** One end of a frame. Asked for the rows of a partition in ascending order. */
interface FrameBound extends AutoCloseable {
  void beginPartition();

  /**
   * Returns the first row of the frame, or the row behind its last one; it may lie outside the
   * partition.
   */
  long find(long row);

  @Override
  default void close() {}
}
