package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.plan.types.Schema;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Reads partitions of one output, from memory as long as it is there, else from its file. */
final class OutputReader implements BatchSource {
  private final Schema schema;
  private final int endPartition;
  private final BufferAllocator allocator;
  private final OutputFile file;
  private @Nullable MemoryOutput memory;
  private int partition;
  private int blockIndex;

  OutputReader(
      AttemptId id,
      Schema schema,
      int firstPartition,
      int endPartition,
      BufferAllocator allocator,
      ExchangeStore store,
      OutputFile file) {
    this.schema = schema;
    this.partition = firstPartition;
    this.endPartition = endPartition;
    this.allocator = allocator;
    this.file = file;
    this.memory = store.find(id);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    while (partition < endPartition) {
      Batch block =
          memory != null
              ? memory.block(partition, blockIndex, allocator)
              : file.read(partition, blockIndex, schema, allocator);
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

  @Override
  public void close() {
    memory = null;
    partition = endPartition;
    file.close();
  }
}
