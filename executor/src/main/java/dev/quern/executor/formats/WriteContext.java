package dev.quern.executor.formats;

import dev.quern.executor.memory.MemoryPool;
import java.util.function.LongConsumer;
import org.apache.arrow.memory.BufferAllocator;

/** What a file writer needs: memory, and where to report the bytes it wrote. */
public record WriteContext(
    BufferAllocator allocator, MemoryPool memoryPool, LongConsumer bytesWritten) {}
