package dev.quern.executor.memory;

/** Walks over the rows of a {@link RowStore} in the order in which they were added. */
public final class RowCursor {
  private final RowStore store;
  private int page;
  private long position;

  RowCursor(RowStore store) {
    this.store = store;
  }

  /**
   * Writes the addresses of the next rows to {@code addresses}, at most {@code most}.
   *
   * @return how many; 0 at the end
   */
  public int next(long[] addresses, int most) {
    int count = 0;
    RowLayout layout = store.layout();
    while (count < most && page < store.pageCount()) {
      if (position == 0) {
        position = store.pageStart(page);
      }
      long end = store.pageEnd(page);
      while (position < end && count < most) {
        addresses[count++] = position;
        position += layout.rowBytes(position);
      }
      if (position == end) {
        if (page == store.pageCount() - 1) {
          return count;
        }
        page++;
        position = 0;
      }
    }
    return count;
  }
}
