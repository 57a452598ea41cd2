package dev.quern.executor.operators.sort;

/** The rows of a sorted buffer as a run of one block. Does not own the buffer. */
final class BufferRun implements SortedRun {
  private final SortBuffer buffer;
  private long position;
  private boolean started;

  BufferRun(SortBuffer buffer) {
    this.buffer = buffer;
  }

  @Override
  public boolean nextBlock() {
    boolean first = !started;
    started = true;
    return first && buffer.rowCount() > 0;
  }

  @Override
  public boolean keepsLastBlock() {
    return true;
  }

  @Override
  public long nextRow() {
    return position == buffer.rowCount() ? 0 : buffer.address(position++);
  }

  /**
   * Writes the addresses of the next rows to {@code addresses}, up to the row that makes them
   * longer than {@code mostBytes} together.
   *
   * @return how many; 0 at the end
   */
  int next(long[] addresses, int most, long mostBytes) {
    int count = 0;
    long bytes = 0;
    while (count < most && bytes < mostBytes) {
      long row = nextRow();
      if (row == 0) {
        return count;
      }
      bytes += buffer.rowBytes(row);
      addresses[count++] = row;
    }
    return count;
  }

  /** Returns how many rows were not read yet. */
  long remaining() {
    return buffer.rowCount() - position;
  }

  @Override
  public void close() {}
}
