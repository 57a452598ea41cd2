package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Reads the bytes of one column chunk, front to back, a block at a time. Not thread-safe.
 *
 * <p>What {@link #require} makes available stays in place until the next call of it.
 */
final class ChunkInput implements AutoCloseable {
  /** A channel fills direct buffers, which the JDK has few of: one of this size, then a copy. */
  private static final int MAX_TRANSFER_BYTES = (1 << 17) - DirectBuffer.PADDING;

  private final String path;
  private final FileChannel channel;
  private final int blockBytes;
  private final PageMemory memory;
  private final LongConsumer bytesRead;
  private final long end;
  private ArrowBuf buffer;

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
      int blockBytes,
      PageMemory memory,
      LongConsumer bytesRead) {
    this.path = path;
    this.channel = channel;
    this.blockBytes = blockBytes;
    this.memory = memory;
    this.bytesRead = bytesRead;
    this.bufferStart = start;
    this.end = end;
    long room = Math.min(end - start, blockBytes - DirectBuffer.PADDING);
    this.buffer = memory.buffer(room + DirectBuffer.PADDING);
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
    return buffer.memoryAddress() + position;
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
    if (needed > capacity()) {
      ArrowBuf larger = memory.buffer((long) needed + DirectBuffer.PADDING);
      Memory.copy(address(), larger.memoryAddress(), kept);
      buffer.close();
      buffer = larger;
    } else {
      moveToFront(kept);
    }
    bufferStart += position;
    position = 0;
    filled = kept;
    long readable = Math.min(capacity(), end - bufferStart);
    read((int) Math.min(readable, Math.max(needed, blockBytes - DirectBuffer.PADDING)));
  }

  private void moveToFront(int kept) {
    if (position == 0 || kept == 0) {
      return;
    }
    // They may overlap: the copy starts at the right end.
    Memory.copy(address(), buffer.memoryAddress(), kept);
  }

  private int capacity() {
    return (int) Math.min(buffer.capacity() - DirectBuffer.PADDING, Integer.MAX_VALUE);
  }

  /** Reads up to byte {@code target} of the buffer. */
  private void read(int target) {
    try (DirectBuffer transfer = memory.direct(Math.min(target - filled, MAX_TRANSFER_BYTES))) {
      while (filled < target) {
        int wanted = Math.min(target - filled, transfer.capacity());
        int count = channel.read(transfer.range(0, wanted), bufferStart + filled);
        if (count < 0) {
          throw FileErrors.malformed(path, bufferStart + filled, "file was cut short", null);
        }
        Memory.copy(transfer.address(), buffer.memoryAddress() + filled, count);
        filled += count;
        bytesRead.accept(count);
      }
    } catch (IOException e) {
      throw FileErrors.failed(path, e);
    }
  }

  @Override
  public void close() {
    buffer.close();
  }
}
