package dev.quern.executor.exchange;

import dev.quern.executor.memory.Memory;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Direct buffers through which blocks go to files and come from them: as many as threads do so at
 * the same time, however many outputs there are. They are small enough to stay in the processor's
 * cache between the copy and the system call. Thread-safe; nothing may be in use when it is closed.
 */
final class FileBuffers implements AutoCloseable {
  static final int BUFFER_BYTES = 128 << 10;

  /** A buffer and the address of its first byte. */
  record FileBuffer(ByteBuffer bytes, long address) {}

  private final Deque<FileBuffer> free = new ArrayDeque<>();

  /** Returns an empty little buffer with any content; to be given back. */
  FileBuffer take() {
    FileBuffer last;
    synchronized (free) {
      last = free.pollLast();
    }
    if (last != null) {
      last.bytes().clear();
      return last;
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect(BUFFER_BYTES);
    return new FileBuffer(bytes, Memory.addressOf(bytes));
  }

  void giveBack(FileBuffer buffer) {
    synchronized (free) {
      free.addLast(buffer);
    }
  }

  @Override
  public void close() {
    synchronized (free) {
      free.forEach(buffer -> Memory.free(buffer.bytes()));
      free.clear();
    }
  }
}
