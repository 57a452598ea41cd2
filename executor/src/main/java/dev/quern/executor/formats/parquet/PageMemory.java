package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.MemoryPool;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.AllocationOutcome;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.jspecify.annotations.Nullable;

/**
 * The memory that one scan or one writer needs for pages, beside the batches that it hands on:
 * Arrow's buffers, and direct ones for channels and codecs. All of it is reserved in the query's
 * pool before it is taken. A scan has nothing to spill: where the pool refuses, other operators
 * have been asked to spill and the memory is taken all the same, up to the whole budget. A writer
 * has a floor instead, and waits for what is more. Used by one thread at a time.
 */
final class PageMemory implements AutoCloseable {
  private static final int LARGEST_BLOCK_BYTES = 1 << 19;
  private static final int SMALLEST_BLOCK_BYTES = 1 << 14;

  /** All blocks of a scan take at most this part of the budget, if they need not be smaller. */
  private static final int PART_FOR_BLOCKS = 32;

  private final MemoryPool pool;
  private final MemoryPool.Reservation reservation;
  private final BufferAllocator parent;
  private final BufferAllocator allocator;
  private final DirectBufferPool directBuffers;
  private final @Nullable Runnable whileWaiting;

  /** In use by buffers, and at least reserved even if it is not in use. */
  private long usedBytes;

  private long keptBytes;

  /** Takes memory from a child of {@code parent}, which is closed before that. */
  PageMemory(
      String owner, BufferAllocator parent, MemoryPool pool, DirectBufferPool directBuffers) {
    this(pool.open(owner, false), owner, parent, pool, directBuffers, null);
  }

  private PageMemory(
      MemoryPool.Reservation reservation,
      String owner,
      BufferAllocator parent,
      MemoryPool pool,
      DirectBufferPool directBuffers,
      @Nullable Runnable whileWaiting) {
    this.pool = pool;
    this.parent = parent;
    this.reservation = reservation;
    this.whileWaiting = whileWaiting;
    this.allocator = parent.newChildAllocator(owner, new Charging(), 0, Long.MAX_VALUE);
    this.directBuffers = directBuffers;
  }

  /**
   * Returns the memory of a writer, which has a floor.
   *
   * @param whileWaiting see {@link MemoryPool.Reservation#growOrWait}
   */
  static PageMemory ofWriter(
      String owner,
      long floorBytes,
      BufferAllocator parent,
      MemoryPool pool,
      DirectBufferPool directBuffers,
      Runnable whileWaiting) {
    return new PageMemory(
        pool.open(owner, false, floorBytes, whileWaiting),
        owner,
        parent,
        pool,
        directBuffers,
        whileWaiting);
  }

  /**
   * Makes sure that buffers of so many bytes will not be refused until this is called again;
   * returns false if that cannot be promised, and then promises what it did before.
   */
  boolean tryKeep(long bytes) {
    long more = Math.max(usedBytes, bytes) - Math.max(usedBytes, keptBytes);
    if (more > 0 && !reservation.tryGrow(more)) {
      return false;
    }
    if (more < 0) {
      reservation.shrink(-more);
    }
    keptBytes = bytes;
    return true;
  }

  /** Returns what reserves all that it allocates; its buffers must not move to other allocators. */
  BufferAllocator allocator() {
    return allocator;
  }

  /**
   * Returns a buffer of exactly {@code bytes} bytes: pages are often a little longer than a power
   * of two, to which Arrow rounds up.
   */
  ArrowBuf buffer(long bytes) {
    long address = Memory.allocate(bytes);
    try {
      return allocator.wrapForeignAllocation(
          new ForeignAllocation(bytes, address) {
            @Override
            protected void release0() {
              Memory.free(address);
            }
          });
    } catch (RuntimeException e) {
      Memory.free(address);
      throw e;
    }
  }

  /**
   * Returns a direct buffer of at least {@code bytes} bytes of any content; closing it gives the
   * reservation back.
   */
  DirectBuffer direct(long bytes) {
    long taken = DirectBufferPool.bytesFor(bytes);
    reserve(taken);
    try {
      return directBuffers.take(parent, bytes, pool.limitBytes(), () -> release(taken));
    } catch (RuntimeException e) {
      release(taken);
      throw e;
    }
  }

  /**
   * Returns how many bytes to read at once of each of so many columns, {@code PADDING} included.
   */
  int blockBytes(int columns) {
    long share = pool.limitBytes() / PART_FOR_BLOCKS / Math.max(1, columns);
    long bounded = Math.min(Math.max(share, SMALLEST_BLOCK_BYTES), LARGEST_BLOCK_BYTES);
    return (int) Long.highestOneBit(bounded);
  }

  private void reserve(long bytes) {
    long more = Math.max(usedBytes + bytes, keptBytes) - Math.max(usedBytes, keptBytes);
    if (more > 0) {
      grow(more);
    }
    usedBytes += bytes;
  }

  private void release(long bytes) {
    long before = Math.max(usedBytes, keptBytes);
    usedBytes -= bytes;
    reservation.shrink(before - Math.max(usedBytes, keptBytes));
  }

  private void grow(long bytes) {
    if (whileWaiting != null) {
      reservation.growOrWait(bytes, whileWaiting);
      return;
    }
    if (reservation.tryGrow(bytes)) {
      return;
    }
    if (reservation.bytes() + bytes > pool.limitBytes()) {
      reservation.grow(bytes);
      return;
    }
    reservation.force(bytes);
  }

  @Override
  public void close() {
    try {
      allocator.close();
    } finally {
      reservation.close();
    }
  }

  private final class Charging implements AllocationListener {
    @Override
    public void onPreAllocation(long size) {
      reserve(size);
    }

    @Override
    public boolean onFailedAllocation(long size, AllocationOutcome outcome) {
      release(size);
      return false;
    }

    @Override
    public void onRelease(long size) {
      release(size);
    }
  }
}
