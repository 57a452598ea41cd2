package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.MemoryPool;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.AllocationOutcome;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;

/**
 * The memory that one scan or one writer needs for pages, beside the batches that it hands on:
 * Arrow's buffers, and direct ones for channels and codecs. All of it is reserved in the query's
 * pool before it is taken. A scan has nothing to spill: where the pool refuses, other operators
 * have been asked to spill and the memory is taken all the same, up to the whole budget. Used by
 * one thread at a time.
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

  /** Takes memory from a child of {@code parent}, which is closed before that. */
  PageMemory(
      String owner, BufferAllocator parent, MemoryPool pool, DirectBufferPool directBuffers) {
    this.pool = pool;
    this.parent = parent;
    this.reservation = pool.open(owner, false);
    this.allocator = parent.newChildAllocator(owner, new Charging(), 0, Long.MAX_VALUE);
    this.directBuffers = directBuffers;
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
      return directBuffers.take(parent, bytes, pool.limitBytes(), () -> reservation.shrink(taken));
    } catch (RuntimeException e) {
      reservation.shrink(taken);
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
      reservation.shrink(size);
      return false;
    }

    @Override
    public void onRelease(long size) {
      reservation.shrink(size);
    }
  }
}
