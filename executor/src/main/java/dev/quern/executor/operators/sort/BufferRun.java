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

  /** Returns how many rows were not read yet. */
  long remaining() {
    return buffer.rowCount() - position;
  }

  @Override
  public void close() {}
}
