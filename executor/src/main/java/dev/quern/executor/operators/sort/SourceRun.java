package dev.quern.executor.operators.sort;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowStore;
import dev.quern.executor.memory.RowWriter;
import java.util.Arrays;

/**
 * A sorted source as a run: each batch is a block, copied to rows. Memory is taken beyond the limit
 * if need be, since one batch of each input is the least that a merge can do with.
 */
final class SourceRun implements SortedRun {
  private final BatchSource source;
  private final RowOrder order;
  private final RowWriter writer;
  private final RowStore store;
  private int[] rows = new int[0];
  private long[] addresses = new long[0];
  private long[][] words = new long[0][0];
  private int position;
  private int rowCount;

  /** Takes ownership of {@code source}. */
  SourceRun(BatchSource source, RowOrder order, MemoryPool.Reservation reservation) {
    this.source = source;
    this.order = order;
    this.writer = new RowWriter(order.layout());
    this.store = new RowStore(order.layout(), reservation);
  }

  @Override
  public boolean nextBlock() {
    store.clear();
    position = 0;
    rowCount = 0;
    Batch batch = source.next();
    if (batch == null) {
      return false;
    }
    copy(batch);
    return true;
  }

  private void copy(Batch owned) {
    try (owned) {
      growTo(owned.rowCount());
      writer.bind(owned.vectors(), owned.rowCount());
      order.normalizedKeys().encode(writer.columns(), owned.rowCount(), words);
      for (int row = 0; row < owned.rowCount(); row++) {
        addresses[row] = store.forceAllocate(writer.rowBytes(row));
      }
      writer.write(rows, addresses, 0, owned.rowCount());
      for (int row = 0; row < owned.rowCount(); row++) {
        NormalizedKeys.store(words, row, addresses[row]);
      }
      rowCount = owned.rowCount();
    }
  }

  private void growTo(int count) {
    if (rows.length >= count) {
      return;
    }
    rows = new int[count];
    Arrays.setAll(rows, row -> row);
    addresses = new long[count];
    words = new long[order.wordCount()][count];
  }

  @Override
  public long nextRow() {
    return position == rowCount ? 0 : addresses[position++];
  }

  @Override
  public void close() {
    try {
      source.close();
    } finally {
      store.close();
    }
  }
}
