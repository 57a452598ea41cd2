package dev.quern.executor.operators.sort;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.OperatorMemory;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Sorts rows, all or only the first {@code limit}. Add batches, then {@link #next} until it returns
 * null. Rows are kept in memory as long as the pool grants it, and then written as sorted runs.
 *
 * <p>With a limit, rows behind the best {@code limit} seen so far are left out as they come: when
 * twice as many have been kept, they are sorted, the worse half is dropped, and the keys of the
 * last one kept are the threshold for what follows.
 */
final class ExternalSorter implements AutoCloseable {
  private static final long LEAST_TRIM_ROWS = 1024;

  /** The floor of a sort is larger than that of other operators, so that its runs are not tiny. */
  private static final long LARGEST_FLOOR = 4 << 20;

  private static final int FLOOR_SHARE = 128;

  private final Schema schema;
  private final RowOrder order;
  private final RowReader reader;
  private final MemoryPool.Reservation reservation;
  private final OperatorStatistics statistics;
  private final SortBuffer buffer;
  private final SortInput input;
  private final SpilledRuns spilledRuns;
  private final int batchRows;
  private final long mostBatchBytes;
  private final long limit;
  private final @Nullable TopThreshold threshold;
  private final long[] addresses;
  private long emitted;
  private @Nullable BufferRun memoryRun;
  private @Nullable RunMerger merger;

  /**
   * @param limit most rows to emit, at least 1; Long.MAX_VALUE = all
   * @param mostBatchBytes after how many bytes of rows a batch is full
   * @param name of the operator, for its reservation and spill files
   */
  ExternalSorter(
      Schema schema,
      List<SortKey> keys,
      long limit,
      long mostBatchBytes,
      String name,
      OperatorStatistics statistics,
      TaskContext context) {
    this.schema = schema;
    this.order = new RowOrder(schema, keys);
    this.reader = new RowReader(order.layout());
    this.batchRows = context.settings().batchRows();
    this.mostBatchBytes = mostBatchBytes;
    this.limit = limit;
    this.threshold = limit == Long.MAX_VALUE ? null : new TopThreshold(order);
    this.addresses = new long[batchRows];
    this.statistics = statistics;
    long floorBytes = floorBytes(context);
    this.reservation = context.memoryPool().open(name, true, floorBytes, context::checkCancelled);
    this.buffer = new SortBuffer(order, reservation);
    this.input = new SortInput(order, buffer, reservation, floorBytes, context::checkCancelled);
    this.spilledRuns = new SpilledRuns(name, order, reservation, statistics, context);
  }

  private static long floorBytes(TaskContext context) {
    long share = Math.min(LARGEST_FLOOR, context.memoryPool().limitBytes() / FLOOR_SHARE);
    return Math.max(OperatorMemory.floorBytes(context), share);
  }

  RowOrder order() {
    return order;
  }

  MemoryPool.Reservation reservation() {
    return reservation;
  }

  /** Returns the rows in memory; whoever takes them out does so before rows are added here. */
  SortBuffer buffer() {
    return buffer;
  }

  /** Returns what adds rows to the buffer. */
  SortInput input() {
    return input;
  }

  /** Takes the rows of a batch and closes it. */
  void add(Batch owned) {
    try (owned) {
      input.begin(owned, threshold);
      addBegun();
    }
  }

  /** Takes the rows of the batch that the input has begun with and that were not added yet. */
  void addBegun() {
    while (!input.append()) {
      makeRoom();
    }
    if (threshold != null && buffer.rowCount() >= Math.max(LEAST_TRIM_ROWS, twiceLimit())) {
      trim();
    }
    statistics.observeReserved(reservation.bytes());
    if (reservation.isSpillRequested()) {
      spill();
      reservation.clearSpillRequest();
    }
  }

  private void makeRoom() {
    if (buffer.rowCount() >= twiceLimit()) {
      trim();
    } else {
      spill();
    }
  }

  private long twiceLimit() {
    return limit > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * limit;
  }

  /** Keeps the best rows only: in memory, or in a run if there is no room at all. */
  private void trim() {
    buffer.sort();
    lowerThreshold();
    if (!buffer.tryKeep(limit)) {
      writeRun();
    }
  }

  private void lowerThreshold() {
    if (threshold != null && buffer.rowCount() >= limit) {
      threshold.lowerTo(buffer.address(limit - 1));
    }
  }

  private void spill() {
    buffer.sort();
    lowerThreshold();
    writeRun();
  }

  private void writeRun() {
    if (buffer.rowCount() == 0) {
      return;
    }
    BufferRun run = new BufferRun(buffer);
    run.nextBlock();
    spilledRuns.write(run, limit);
    buffer.clear();
  }

  /** Returns the next rows in order, charged to {@code allocator}; null at the end. */
  @Nullable Batch next(BufferAllocator allocator) {
    if (merger == null && memoryRun == null) {
      finishInput();
    }
    if (memoryRun != null && reservation.isSpillRequested()) {
      spillRemaining(memoryRun);
    }
    int most = (int) Math.min(batchRows, limit - emitted);
    int count =
        merger != null
            ? merger.next(addresses, most, mostBatchBytes)
            : Objects.requireNonNull(memoryRun).next(addresses, most, mostBatchBytes);
    if (count == 0) {
      return null;
    }
    emitted += count;
    return reader.read(schema, addresses, 0, count, allocator);
  }

  private void finishInput() {
    if (spilledRuns.isEmpty()) {
      buffer.sort();
      buffer.releaseScratch();
      memoryRun = new BufferRun(buffer);
      memoryRun.nextBlock();
      return;
    }
    buffer.sort();
    buffer.releaseScratch();
    if (spilledRuns.tryReserve()) {
      merger = spilledRuns.merge(new BufferRun(buffer), limit);
      return;
    }
    writeRun();
    merger = spilledRuns.merge(null, limit);
  }

  /** Gives the memory of rows that were not emitted yet to who needs it. */
  private void spillRemaining(BufferRun run) {
    reservation.clearSpillRequest();
    if (run.remaining() == 0) {
      return;
    }
    spilledRuns.write(run, limit - emitted);
    buffer.clear();
    memoryRun = null;
    merger = spilledRuns.merge(null, limit - emitted);
  }

  @Override
  public void close() {
    Closing.closeAll(
        merger == null
            ? List.of(spilledRuns, buffer, reservation)
            : List.of(merger, spilledRuns, buffer, reservation));
  }
}
