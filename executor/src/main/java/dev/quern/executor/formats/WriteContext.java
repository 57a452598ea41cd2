package dev.quern.executor.formats;

import dev.quern.executor.memory.MemoryPool;
import java.util.function.LongConsumer;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What a file writer needs: memory, and where to report the bytes it wrote.
 *
 * @param checkCancelled throws if the query was cancelled; called again and again while waiting for
 *     memory
 */
public record WriteContext(
    BufferAllocator allocator,
    MemoryPool memoryPool,
    LongConsumer bytesWritten,
    Runnable checkCancelled) {

  /** What a writer needs that nobody cancels. */
  public WriteContext(BufferAllocator allocator, MemoryPool memoryPool, LongConsumer bytesWritten) {
    this(allocator, memoryPool, bytesWritten, () -> {});
  }
}
