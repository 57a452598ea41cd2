package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The output of a task as long as it is held in memory. Filled by one thread, then read by many;
 * {@link #moveToFile} may come while it is read.
 */
final class MemoryOutput implements AutoCloseable {
  private final List<List<Batch>> partitions = new ArrayList<>();
  private final BufferAllocator allocator;
  private long heldBytes;
  private boolean isGone;

  /** Takes ownership of {@code allocator}. */
  MemoryOutput(BufferAllocator allocator, int partitionCount) {
    this.allocator = allocator;
    for (int i = 0; i < partitionCount; i++) {
      partitions.add(new ArrayList<>());
    }
  }

  /**
   * Takes a batch and its ownership.
   *
   * @return how many bytes are held by now; allocations are larger than the values in them
   */
  synchronized long add(int partition, Batch batch) {
    partitions.get(partition).add(batch.transferTo(allocator));
    heldBytes = allocator.getAllocatedMemory();
    return heldBytes;
  }

  /** Begins a partition behind the others. */
  synchronized void addPartition() {
    partitions.add(new ArrayList<>());
  }

  /** Returns the number of partitions, 0 if {@link #isGone()}. */
  synchronized int partitionCount() {
    return partitions.size();
  }

  /** Returns the bytes that are held, as counted when the last batch was added. */
  synchronized long heldBytes() {
    return heldBytes;
  }

  /** Returns whether the blocks are no longer here, but in a file or nowhere. */
  synchronized boolean isGone() {
    return isGone;
  }

  /**
   * Returns a block, sharing its memory; the caller closes it. Null if there are no more in the
   * partition, or if {@link #isGone()}.
   */
  synchronized @Nullable Batch block(int partition, int index, BufferAllocator reader) {
    if (isGone || partition >= partitions.size() || index >= partitions.get(partition).size()) {
      return null;
    }
    Batch block = partitions.get(partition).get(index);
    return block.slice(0, block.rowCount(), reader);
  }

  /**
   * Writes all blocks to a file and forgets them. Afterwards the file is complete.
   *
   * @param newFile makes the file for a number of partitions
   * @return how many bytes were held, 0 if the blocks were gone already
   */
  synchronized long moveToFile(IntFunction<ExchangeFileWriter> newFile) {
    if (isGone) {
      return 0;
    }
    try (ExchangeFileWriter writer = newFile.apply(partitions.size())) {
      writeTo(writer);
      writer.finish();
    }
    return discard();
  }

  /** Writes all blocks, partition after partition. */
  synchronized void writeTo(ExchangeFileWriter writer) {
    for (int partition = 0; partition < partitions.size(); partition++) {
      for (Batch block : partitions.get(partition)) {
        writer.write(partition, block);
      }
    }
  }

  /** Frees all blocks and returns how many bytes were held. */
  synchronized long discard() {
    long freed = heldBytes;
    heldBytes = 0;
    if (!isGone) {
      isGone = true;
      partitions.forEach(blocks -> blocks.forEach(Batch::close));
      partitions.clear();
      allocator.close();
    }
    return freed;
  }

  @Override
  public void close() {
    discard();
  }
}
