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
  private final boolean staysOpen;
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
      ExchangeStore store,
      boolean staysOpen) {
    this.id = id;
    this.schema = schema;
    this.partition = firstPartition;
    this.endPartition = endPartition;
    this.allocator = allocator;
    this.store = store;
    this.staysOpen = staysOpen;
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
        opened = new ExchangeFile(store.path(id), store.fileBuffers(), staysOpen);
        file = opened;
      }
      List<ExchangeFile.Block> blocks = opened.blocks(partition);
      return blockIndex < blocks.size()
          ? opened.read(blocks.get(blockIndex), schema, allocator)
          : null;
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private OutputLostException lost(IOException cause) {
    return new OutputLostException(
        id, "Lost the output of " + id + ": " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    memory = null;
    partition = endPartition;
    ExchangeFile opened = file;
    file = null;
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException e) {
        throw lost(e);
      }
    }
  }
}
