package dev.quern.executor.operators;

import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.SpillBuffers;

/**
 * How operators take part in the memory budget: each has a floor, a small share of the pool that is
 * its own, with which it makes progress however much others hold, and blocks for its spill files.
 *
 * <p>So the least budget of a query is about that of its operators' floors: below 4 MB for a
 * process, queries of many operators may be refused with OUT_OF_MEMORY.
 */
public final class OperatorMemory {
  private static final int FLOOR_SHARE = 128;
  private static final long LEAST_FLOOR_BYTES = 16 << 10;
  private static final long MOST_FLOOR_BYTES = 1 << 20;

  /** A floor is never more than this part of the pool, however small that is. */
  private static final int MOST_FLOOR_SHARE = 8;

  private OperatorMemory() {}

  /**
   * Returns an empty reservation that has a floor; the caller closes it.
   *
   * @param name of the operator, for messages
   * @throws dev.quern.plan.errors.QueryException OUT_OF_MEMORY if the floor is not to be had
   */
  public static MemoryPool.Reservation open(String name, boolean canSpill, TaskContext context) {
    return context.memoryPool().open(name, canSpill, floorBytes(context), context::checkCancelled);
  }

  /** Returns the bytes that are an operator's own from {@link #open} on. */
  public static long floorBytes(TaskContext context) {
    long limit = context.memoryPool().limitBytes();
    long floor = Math.max(LEAST_FLOOR_BYTES, Math.min(MOST_FLOOR_BYTES, limit / FLOOR_SHARE));
    return Math.min(floor, limit / MOST_FLOOR_SHARE);
  }

  /**
   * Returns a reservation of what {@link #spillBuffers} take; the caller closes it.
   *
   * @param sides how many sets of partitions the operator writes at a time
   */
  public static MemoryPool.Reservation openForSpilling(
      String name, int sides, TaskContext context) {
    long bytes = SpillBuffers.totalBytes(blockBytes(context), sides);
    return context.memoryPool().open(name, false, bytes, context::checkCancelled);
  }

  /** Returns the blocks of an operator that has {@link #openForSpilling opened} a reservation. */
  public static SpillBuffers spillBuffers(TaskContext context) {
    return new SpillBuffers(blockBytes(context), context::createSpillFile);
  }

  private static int blockBytes(TaskContext context) {
    return SpillBuffers.blockBytes(context.memoryPool().limitBytes());
  }
}
