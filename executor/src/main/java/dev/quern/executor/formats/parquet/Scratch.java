package dev.quern.executor.formats.parquet;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Off-heap memory that grows and whose content lasts until it next does. */
final class Scratch implements AutoCloseable {
  private final BufferAllocator allocator;
  private @Nullable ArrowBuf buffer;

  Scratch(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /** Returns the address of at least {@code bytes} bytes and {@link DirectBuffer#PADDING} more. */
  long atLeast(long bytes) {
    long needed = bytes + DirectBuffer.PADDING;
    ArrowBuf current = buffer;
    if (current != null && current.capacity() >= needed) {
      return current.memoryAddress();
    }
    close();
    ArrowBuf grown = allocator.buffer(needed);
    buffer = grown;
    return grown.memoryAddress();
  }

  @Override
  public void close() {
    if (buffer != null) {
      buffer.close();
      buffer = null;
    }
  }
}
