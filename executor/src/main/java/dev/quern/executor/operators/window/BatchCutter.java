package dev.quern.executor.operators.window;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.RowLayout;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.memory.RowWriter;
import dev.quern.executor.operators.Closing;
import dev.quern.plan.types.Schema;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Emits the rows of its input in the same order, in batches of limited size. A batch that is larger
 * is copied to batches that share no memory, so that each can be freed, or moved to disk, alone.
 * Closes its input.
 */
final class BatchCutter implements BatchSource {
  private final BatchSource input;
  private final long mostBatchBytes;
  private final BufferAllocator allocator;
  private final RowLayout layout;
  private final RowWriter writer;
  private final RowReader reader;
  private long block;
  private long[] addresses = new long[0];
  private int rowCount;
  private int nextRow;

  /**
   * Takes ownership of {@code input}.
   *
   * @param name of the allocator that is charged with copies
   * @param mostBatchBytes no more bytes than this are in a batch of more than one row, as rows
   */
  BatchCutter(String name, BatchSource input, long mostBatchBytes, BufferAllocator parent) {
    this.input = input;
    this.mostBatchBytes = mostBatchBytes;
    this.layout = new RowLayout(input.schema(), 0);
    this.writer = new RowWriter(layout);
    this.reader = new RowReader(layout);
    this.allocator = parent.newChildAllocator(name, 0, Long.MAX_VALUE);
  }

  @Override
  public Schema schema() {
    return input.schema();
  }

  @Override
  public @Nullable Batch next() {
    if (nextRow == rowCount) {
      freeBlock();
      Batch batch = input.next();
      if (batch == null || batch.rowCount() == 1 || batch.sizeBytes() <= mostBatchBytes) {
        return batch;
      }
      keepRows(batch);
    }
    int first = nextRow;
    long bytes = layout.rowBytes(addresses[first]);
    nextRow++;
    while (nextRow < rowCount && bytes + layout.rowBytes(addresses[nextRow]) <= mostBatchBytes) {
      bytes += layout.rowBytes(addresses[nextRow]);
      nextRow++;
    }
    return reader.read(schema(), addresses, first, nextRow - first, allocator);
  }

  private void keepRows(Batch owned) {
    try (owned) {
      int count = owned.rowCount();
      writer.bind(owned.vectors(), count);
      int[] rows = new int[count];
      Arrays.setAll(rows, row -> row);
      addresses = new long[count];
      long bytes = 0;
      for (int row = 0; row < count; row++) {
        addresses[row] = bytes;
        bytes += writer.rowBytes(row);
      }
      block = Memory.allocate(bytes);
      for (int row = 0; row < count; row++) {
        addresses[row] += block;
      }
      writer.write(rows, addresses, 0, count);
      rowCount = count;
      nextRow = 0;
    }
  }

  private void freeBlock() {
    if (block != 0) {
      Memory.free(block);
      block = 0;
    }
    rowCount = 0;
    nextRow = 0;
  }

  @Override
  public void close() {
    freeBlock();
    Closing.closeAll(List.of(input, allocator));
  }
}
