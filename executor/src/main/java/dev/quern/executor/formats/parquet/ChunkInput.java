package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Reads the bytes of one column chunk, front to back, a block at a time. Not thread-safe.
 *
 * <p>What {@link #require} makes available stays in place until the next call of it.
 */
final class ChunkInput implements AutoCloseable {
  private static final int BLOCK_BYTES = 1 << 19;

  private final String path;
  private final FileChannel channel;
  private final DirectBufferPool pool;
  private final BufferAllocator allocator;
  private final LongConsumer bytesRead;
  private final long end;
  private DirectBuffer buffer;

  /** File offset of the buffer's first byte. */
  private long bufferStart;

  /** Bytes in the buffer. */
  private int filled;

  /** Next byte, counted from the buffer's first. */
  private int position;

  ChunkInput(
      String path,
      FileChannel channel,
      long start,
      long end,
      DirectBufferPool pool,
      BufferAllocator allocator,
      LongConsumer bytesRead) {
    this.path = path;
    this.channel = channel;
    this.pool = pool;
    this.allocator = allocator;
    this.bytesRead = bytesRead;
    this.bufferStart = start;
    this.end = end;
    this.buffer = pool.take(allocator, Math.min(end - start, BLOCK_BYTES));
  }

  /** Returns the file offset of the next byte. */
  long offset() {
    return bufferStart + position;
  }

  /** Returns how many bytes of the chunk are left. */
  long remaining() {
    return end - offset();
  }

  /** Returns the address of the next byte. */
  long address() {
    return buffer.address() + position;
  }

  /** Returns bytes {@code [from, to)}, counted from the next; they must be available. */
  ByteBuffer range(int from, int to) {
    return buffer.range(position + from, position + to);
  }

  /**
   * Makes the next {@code wanted} bytes available, or all that are left.
   *
   * @return how many are available, at most {@code wanted}
   */
  int require(int wanted) {
    int needed = (int) Math.min(wanted, remaining());
    if (filled - position < needed) {
      refill(needed);
    }
    return needed;
  }

  void skip(long bytes) {
    if (bytes <= filled - position) {
      position += (int) bytes;
      return;
    }
    bufferStart = offset() + bytes;
    position = 0;
    filled = 0;
  }

  private void refill(int needed) {
    int kept = filled - position;
    if (needed > buffer.capacity()) {
      DirectBuffer larger = pool.take(allocator, needed);
      Memory.copy(address(), larger.address(), kept);
      buffer.close();
      buffer = larger;
    } else {
      moveToFront(kept);
    }
    bufferStart += position;
    position = 0;
    filled = kept;
    long readable = Math.min(buffer.capacity(), end - bufferStart);
    int target = (int) Math.min(readable, Math.max(needed, BLOCK_BYTES));
    read(target);
  }

  private void moveToFront(int kept) {
    if (position == 0 || kept == 0) {
      return;
    }
    ByteBuffer tail = buffer.range(position, filled);
    buffer.range(0, kept).put(tail);
  }

  private void read(int target) {
    ByteBuffer rest = buffer.range(filled, target);
    try {
      while (rest.hasRemaining()) {
        int count = channel.read(rest, bufferStart + rest.position());
        if (count < 0) {
          throw FileErrors.malformed(
              path, bufferStart + rest.position(), "file was cut short", null);
        }
        bytesRead.accept(count);
      }
    } catch (IOException e) {
      throw FileErrors.failed(path, e);
    }
    filled = target;
  }

  @Override
  public void close() {
    buffer.close();
  }
}
