package dev.quern.executor.operators.window;

import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of one window operator: of its segments and of the queues of its functions. What is
 * not in use goes to disk when memory is refused; what must be there at the same time fits the
 * floor, unless a row is very long. Not thread-safe.
 */
final class WindowMemory implements AutoCloseable {
  /** Moves to disk what is not in use. */
  interface Spillable {
    /**
     * Gives back about {@code wanted} bytes of {@link WindowMemory}, if there are as many.
     *
     * @return how many
     */
    long spill(long wanted);
  }

  private static final int FLOOR_SHARE = 32;
  private static final long LARGEST_FLOOR = 8 << 20;

  /** A function has up to so many cursors, each of which may hold a segment of its own. */
  private static final int SEGMENTS_OF_CALL = 8;

  /** The last segment, the one that is emitted, and the one that is added. */
  private static final int OTHER_SEGMENTS = 3;

  private static final int LARGEST_BLOCK = 32 << 10;
  private static final int SMALLEST_BLOCK = 512;
  private static final int BLOCK_SHARE = 4096;

  private final MemoryPool.Reservation reservation;
  private final OperatorStatistics statistics;
  private final TaskContext context;
  private final List<Spillable> spillables = new ArrayList<>();
  private final long segmentBytes;
  private final int blockBytes;

  /**
   * @param calls how many functions share the memory
   */
  WindowMemory(String name, int calls, OperatorStatistics statistics, TaskContext context) {
    long limit = context.memoryPool().limitBytes();
    this.statistics = statistics;
    this.context = context;
    long segments = Math.min(LARGEST_FLOOR, limit / FLOOR_SHARE);
    this.segmentBytes = segments / ((long) SEGMENTS_OF_CALL * calls + OTHER_SEGMENTS);
    long share = Long.highestOneBit(Math.max(1, limit / BLOCK_SHARE / Math.max(1, calls)));
    this.blockBytes = (int) Math.max(SMALLEST_BLOCK, Math.min(LARGEST_BLOCK, share));
    long floorBytes = segments + (long) calls * RowDeque.LEAST_BLOCKS * blockBytes;
    this.reservation = context.memoryPool().open(name, true, floorBytes, context::checkCancelled);
  }

  /** Returns the size that segments should have, if their rows are not longer. */
  long segmentBytes() {
    return segmentBytes;
  }

  /** Returns the size of the blocks of queues. */
  int blockBytes() {
    return blockBytes;
  }

  /** Names what can be asked to spill; asked in the order of the calls. */
  void add(Spillable spillable) {
    spillables.add(spillable);
  }

  /** Gives everything that is not in use back if another operator needs it. */
  void spillIfAsked() {
    if (reservation.isSpillRequested()) {
      spill(Long.MAX_VALUE);
      reservation.clearSpillRequest();
    }
  }

  /**
   * Takes bytes, for which others go to disk if need be.
   *
   * @throws dev.quern.plan.errors.QueryException OUT_OF_MEMORY if they are not to be had
   */
  void take(long bytes) {
    if (!reservation.tryGrow(bytes)) {
      spill(bytes);
      reservation.growOrWait(bytes, context::checkCancelled);
    }
    statistics.observeReserved(reservation.bytes());
  }

  void giveBack(long bytes) {
    reservation.shrink(bytes);
  }

  private void spill(long wanted) {
    long missing = wanted;
    for (Spillable spillable : spillables) {
      if (missing <= 0) {
        return;
      }
      missing -= spillable.spill(missing);
    }
  }

  @Override
  public void close() {
    reservation.close();
  }
}
