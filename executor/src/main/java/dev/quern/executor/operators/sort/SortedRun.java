package dev.quern.executor.operators.sort;

/** Sorted rows, read once, a block at a time. */
interface SortedRun extends AutoCloseable {
  /**
   * Moves on to the next block of rows; the addresses of the block before become invalid, or if
   * {@link #keepsLastBlock()}, those of the one before that.
   *
   * @return false if there is none
   */
  boolean nextBlock();

  /** Returns whether a block stays where it is while the next one is read. */
  boolean keepsLastBlock();

  /** Returns the address of the next row of the block, or 0 at its end. */
  long nextRow();

  @Override
  void close();
}
