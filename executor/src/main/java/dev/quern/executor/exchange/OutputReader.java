package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Reads partitions of one output, from memory as long as it is there, else from its file. */
final class OutputReader implements BatchSource {
  private final AttemptId id;
  private final Schema schema;
  private final int endPartition;
  private final BufferAllocator allocator;
  private final ExchangeStore store;
  private @Nullable MemoryOutput memory;
  private @Nullable ExchangeFile file;
  private int partition;
  private int blockIndex;

  OutputReader(
      AttemptId id,
      Schema schema,
      int firstPartition,
      int endPartition,
      BufferAllocator allocator,
      ExchangeStore store) {
    this.id = id;
    this.schema = schema;
    this.partition = firstPartition;
    this.endPartition = endPartition;
    this.allocator = allocator;
    this.store = store;
    this.memory = store.find(id);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    while (partition < endPartition) {
      Batch block = memory != null ? fromMemory(memory) : fromFile();
      if (block != null) {
        blockIndex++;
        return block;
      }
      if (memory != null && memory.isGone()) {
        memory = null;
      } else {
        partition++;
        blockIndex = 0;
      }
    }
    return null;
  }

  private @Nullable Batch fromMemory(MemoryOutput output) {
    return output.block(partition, blockIndex, allocator);
  }

  private @Nullable Batch fromFile() {
    try {
      ExchangeFile opened = file;
      if (opened == null) {
        opened = new ExchangeFile(store.path(id), store.readBuffers());
        file = opened;
      }
      List<ExchangeFile.Block> blocks = opened.blocks(partition);
      return blockIndex < blocks.size()
          ? opened.read(blocks.get(blockIndex), schema, allocator)
          : null;
    } catch (IOException e) {
      String message = "Lost the output of " + id + ": " + e.getMessage();
      throw new OutputLostException(id, message, e);
    }
  }

  @Override
  public void close() {
    memory = null;
    file = null;
    partition = endPartition;
  }
}
