package dev.quern.executor.operators.window;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.RowLayout;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.memory.RowWriter;
import dev.quern.executor.memory.SpilledBlocks;
import dev.quern.plan.types.Schema;
import java.util.Arrays;
import org.apache.arrow.memory.BufferAllocator;

/** Batches on disk, each as a block of rows, read back in any order. Not thread-safe. */
final class SegmentFile implements AutoCloseable {
  private final SpilledBlocks blocks;
  private final RowLayout layout;
  private final RowWriter writer;
  private final RowReader reader;

  /** Takes ownership of {@code blocks}. */
  SegmentFile(Schema schema, SpilledBlocks blocks) {
    this.blocks = blocks;
    this.layout = new RowLayout(schema, 0);
    this.writer = new RowWriter(layout);
    this.reader = new RowReader(layout);
  }

  /** Where a batch lies. */
  record Place(SpilledBlocks.Place block, int rowCount) {}

  /** Appends the rows of a batch, which stays open. */
  Place write(Batch batch) {
    int rowCount = batch.rowCount();
    writer.bind(batch.vectors(), rowCount);
    int[] rows = new int[rowCount];
    Arrays.setAll(rows, row -> row);
    long[] addresses = new long[rowCount];
    int bytes = 0;
    for (int row = 0; row < rowCount; row++) {
      addresses[row] = bytes;
      bytes = Math.addExact(bytes, writer.rowBytes(row));
    }
    long block = Memory.allocate(Math.max(1, bytes));
    try {
      for (int row = 0; row < rowCount; row++) {
        addresses[row] += block;
      }
      writer.write(rows, addresses, 0, rowCount);
      return new Place(blocks.write(block, bytes), rowCount);
    } finally {
      Memory.free(block);
    }
  }

  /** Returns the batch at {@code place}; the caller owns it. */
  Batch read(Place place, Schema schema, BufferAllocator allocator) {
    long block = Memory.allocate(Math.max(1, place.block.rawBytes()));
    try {
      blocks.read(place.block, block);
      long[] addresses = new long[place.rowCount];
      long position = block;
      for (int row = 0; row < place.rowCount; row++) {
        addresses[row] = position;
        position += layout.rowBytes(position);
      }
      return reader.read(schema, addresses, 0, place.rowCount, allocator);
    } finally {
      Memory.free(block);
    }
  }

  @Override
  public void close() {
    blocks.close();
  }
}
