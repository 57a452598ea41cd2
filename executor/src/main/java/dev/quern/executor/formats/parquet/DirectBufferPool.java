package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps direct buffers for the next use: the JDK frees them only when the garbage collector finds
 * them. Arrow's own buffers cannot be seen as a {@link ByteBuffer} without flags to the JVM, so
 * channels and codecs work on these; what is in use is charged to the query's allocator all the
 * same. Thread-safe.
 */
final class DirectBufferPool {
  private static final int SMALLEST_BITS = 16;
  private static final int LARGEST_BITS = 30;
  private static final long MAX_IDLE_BYTES = 16L << 20;

  /** What is idle takes at most this part of a query's budget. */
  private static final int IDLE_PART = 32;

  private final List<Deque<ByteBuffer>> idleBySize = new ArrayList<>();
  private long idleBytes;

  DirectBufferPool() {
    for (int bits = SMALLEST_BITS; bits <= LARGEST_BITS; bits++) {
      idleBySize.add(new ArrayDeque<>());
    }
  }

  /** Returns how many bytes {@link #take} takes for {@code bytes}. */
  static long bytesFor(long bytes) {
    long needed = Math.max(bytes + DirectBuffer.PADDING, 1L << SMALLEST_BITS);
    if (needed > 1L << LARGEST_BITS) {
      throw outOfMemory(bytes, null);
    }
    return 1L << (Long.SIZE - Long.numberOfLeadingZeros(needed - 1));
  }

  /**
   * Returns a buffer of at least {@code bytes} bytes of any content, charged to {@code allocator}.
   *
   * @param budgetBytes the query's budget, which bounds what is kept when the buffer comes back
   * @param onClose is run when the buffer comes back
   * @throws QueryException OUT_OF_MEMORY if the allocator or the JVM refuses
   */
  DirectBuffer take(BufferAllocator allocator, long bytes, long budgetBytes, Runnable onClose) {
    int bits = Long.numberOfTrailingZeros(bytesFor(bytes));
    long idleLimit = Math.min(MAX_IDLE_BYTES, budgetBytes / IDLE_PART);
    try {
      ByteBuffer buffer = idleOrNew(bits);
      return new DirectBuffer(
          allocator,
          buffer,
          returned -> {
            giveBack(returned, idleLimit);
            onClose.run();
          });
    } catch (OutOfMemoryError | OutOfMemoryException e) {
      throw outOfMemory(bytes, e);
    }
  }

  private ByteBuffer idleOrNew(int bits) {
    synchronized (this) {
      ByteBuffer idle = idleBySize.get(bits - SMALLEST_BITS).pollLast();
      if (idle != null) {
        idleBytes -= idle.capacity();
        return idle;
      }
    }
    return ByteBuffer.allocateDirect(1 << bits);
  }

  private synchronized void giveBack(ByteBuffer buffer, long idleLimit) {
    if (idleBytes + buffer.capacity() > idleLimit) {
      Memory.free(buffer);
      return;
    }
    idleBytes += buffer.capacity();
    int bits = Integer.numberOfTrailingZeros(buffer.capacity());
    idleBySize.get(bits - SMALLEST_BITS).addLast(buffer);
  }

  private static QueryException outOfMemory(long bytes, @Nullable Throwable cause) {
    return new QueryException(
        ErrorCode.OUT_OF_MEMORY,
        "Not enough memory for a Parquet page: wanted="
            + bytes
            + " bytes; raise the setting memory",
        cause);
  }
}
