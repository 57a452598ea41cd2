package dev.quern.executor.formats.text;

import dev.quern.executor.memory.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The part of a file that is in memory: bytes {@code [fileOffset, fileOffset + limit)} at {@code
 * address}. It moves forward over the file; after the last byte stand {@value #PADDING} line feeds,
 * so that a search for a line end stops without counting and an 8-byte load never leaves the
 * buffer.
 */
public final class TextWindow implements AutoCloseable {
  /** Bytes after the limit that may be read: all line feeds. */
  public static final int PADDING = 64;

  private static final int COPY_BYTES = 1 << 16;

  private final BufferAllocator allocator;
  private final LongConsumer bytesRead;
  private final String path;
  private final ByteSource source;
  private ArrowBuf buffer;
  private final ByteBuffer copy;
  private int capacity;
  private long fileOffset;
  private int limit;
  private boolean isAtEnd;

  /** Reads {@code source}, which the window closes, from {@code start} on. */
  public TextWindow(
      String path,
      ByteSource source,
      long start,
      int blockBytes,
      BufferAllocator allocator,
      LongConsumer bytesRead) {
    this.path = path;
    this.source = source;
    this.fileOffset = start;
    this.allocator = allocator;
    this.bytesRead = bytesRead;
    this.capacity = blockBytes;
    this.copy = ByteBuffer.allocate(Math.min(blockBytes, COPY_BYTES));
    this.buffer = allocator.buffer(capacity + PADDING);
    writePadding();
  }

  public long address() {
    return buffer.memoryAddress();
  }

  /** Returns how many bytes are in the window. */
  public int limit() {
    return limit;
  }

  /** Returns the offset in the file of the window's first byte. */
  public long fileOffset() {
    return fileOffset;
  }

  /** Returns whether no byte of the file follows the window. */
  public boolean isAtEnd() {
    return isAtEnd;
  }

  /**
   * Drops the bytes before {@code keepFrom} and reads on; the window grows if it is full.
   *
   * @param most bytes that are worth reading now
   * @return whether there was anything to read
   */
  public boolean advance(int keepFrom, long most) {
    if (isAtEnd) {
      return false;
    }
    int kept = limit - keepFrom;
    if (kept == capacity) {
      grow(capacity * 2);
    } else if (keepFrom > 0) {
      moveToFront(keepFrom, kept);
    }
    int wanted = (int) Math.min(capacity - limit, Math.max(most, 1));
    int before = limit;
    while (limit - before < wanted && !isAtEnd) {
      readChunk(wanted - (limit - before));
    }
    bytesRead.accept(limit - before);
    writePadding();
    return limit > before;
  }

  private void readChunk(int most) {
    copy.clear().limit(Math.min(copy.capacity(), most));
    try {
      int count = source.read(fileOffset + limit, copy);
      isAtEnd = count < 0;
      Memory.copyFrom(copy.array(), 0, address() + limit, Math.max(count, 0));
      limit += Math.max(count, 0);
    } catch (IOException e) {
      throw TextFiles.failure(path, e);
    }
  }

  /** Returns the byte at {@code position} of the window, or -1 past the limit. */
  public int byteAt(int position) {
    return position < limit ? Memory.getByte(address() + position) & 0xFF : -1;
  }

  /** Returns a copy of the bytes between two positions. */
  public byte[] bytes(int from, int to) {
    byte[] copy = new byte[to - from];
    Memory.copyTo(address() + from, copy, 0, copy.length);
    return copy;
  }

  @Override
  public void close() {
    buffer.close();
    try {
      source.close();
    } catch (IOException e) {
      throw TextFiles.failure(path, e);
    }
  }

  private void moveToFront(int from, int count) {
    fileOffset += from;
    limit = count;
    if (count <= from) {
      Memory.copy(address() + from, address(), count);
      return;
    }
    // The places overlap, and Memory.copy only takes places that do not.
    ArrowBuf moved = allocator.buffer(capacity + PADDING);
    Memory.copy(address() + from, moved.memoryAddress(), count);
    buffer.close();
    buffer = moved;
  }

  private void grow(int newCapacity) {
    ArrowBuf grown = allocator.buffer((long) newCapacity + PADDING);
    Memory.copy(address(), grown.memoryAddress(), limit);
    buffer.close();
    buffer = grown;
    capacity = newCapacity;
  }

  private void writePadding() {
    Memory.fill(address() + limit, PADDING, (byte) '\n');
  }
}
