package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.memory.SpillFile;
import dev.quern.executor.memory.SpillPartitions;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.types.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Aggregation} that goes to disk when memory is refused: takes rows in with {@link #add},
 * then, after {@link #finish}, gives each group once. Not thread-safe.
 *
 * <p>A full table is written out as states, in partitions by hash, and cleared. At the end each
 * partition is merged by itself, again to disk if it is still too large, by other bits of the hash.
 * One huge group is merged into one state and needs no cutting. When the bits are used up the rest
 * is taken into memory in any case.
 */
final class SpillableGroups implements AutoCloseable {
  /** Less than this is not worth a request to spill. */
  private static final long LEAST_SPILL_BYTES = 64 << 10;

  private final String name;
  private final boolean hasKeys;
  private final Schema output;
  private final TaskContext context;
  private final OperatorStatistics statistics;
  private final BufferAllocator allocator;
  private final MemoryPool.Reservation reservation;
  private final Aggregation aggregation;
  private final Schema stateSchema;
  private final InputColumns stateColumns;
  private final long[] addresses;
  private final Deque<SpilledPart> waiting = new ArrayDeque<>();
  private @Nullable SpillPartitions partitions;
  private @Nullable RowCursor groups;
  private int level;
  private int spills;

  /**
   * @param name of the operator, for messages and file names
   * @param output the keys, then the results of the calls
   * @param allocator stays the caller's
   */
  SpillableGroups(
      String name,
      Schema keys,
      List<AggregateCall> calls,
      Schema output,
      OperatorStatistics statistics,
      TaskContext context,
      BufferAllocator allocator) {
    this.name = name;
    this.hasKeys = keys.size() > 0;
    this.output = output;
    this.context = context;
    this.statistics = statistics;
    this.allocator = allocator;
    this.addresses = new long[context.settings().batchRows()];
    this.reservation = context.memoryPool().open(name, hasKeys);
    try {
      this.aggregation = new Aggregation(keys, calls, reservation);
    } catch (RuntimeException e) {
      reservation.close();
      throw e;
    }
    this.stateSchema = aggregation.stateSchema();
    this.stateColumns = InputColumns.ofStates(keys.size(), aggregation.accumulators());
    if (!hasKeys) {
      aggregation.createOnlyGroup();
    }
  }

  /** Takes in all rows of a batch, which stays open. */
  void add(Batch batch, InputColumns columns) {
    context.checkCancelled();
    if (!aggregation.reserve(batch.rowCount(), !canSpill())) {
      spill();
      aggregation.reserve(batch.rowCount(), true);
    }
    aggregation.consume(batch, columns);
    if (mustSpill()) {
      spill();
    }
  }

  private boolean canSpill() {
    return hasKeys && level < SpillPartitions.LEVELS;
  }

  private boolean mustSpill() {
    statistics.observeReserved(reservation.bytes());
    if (!canSpill()) {
      return false;
    }
    if (aggregation.isOverBudget()) {
      return true;
    }
    if (!reservation.isSpillRequested()) {
      return false;
    }
    reservation.clearSpillRequest();
    return reservation.bytes() >= LEAST_SPILL_BYTES;
  }

  /** Writes all groups to the partitions of the current level. */
  private void spill() {
    if (partitions == null) {
      partitions =
          new SpillPartitions(
              name, context.spillDirectory(), name + "-" + spills++, stateSchema, level, allocator);
    }
    reservation.clearSpillRequest();
    long[][] parts = new long[SpillPartitions.COUNT][addresses.length];
    int[] counts = new int[SpillPartitions.COUNT];
    RowCursor cursor = aggregation.groups();
    for (int count = cursor.next(addresses, addresses.length);
        count > 0;
        count = cursor.next(addresses, addresses.length)) {
      for (int i = 0; i < count; i++) {
        int part = partitions.partition(GroupTable.hash(addresses[i]));
        parts[part][counts[part]++] = addresses[i];
        if (counts[part] == addresses.length) {
          write(partitions, part, parts[part], counts[part]);
          counts[part] = 0;
        }
      }
    }
    for (int part = 0; part < SpillPartitions.COUNT; part++) {
      if (counts[part] > 0) {
        write(partitions, part, parts[part], counts[part]);
      }
    }
    aggregation.clear();
  }

  private void write(SpillPartitions target, int partition, long[] rows, int count) {
    try (Batch states = aggregation.states(rows, 0, count, stateSchema, allocator)) {
      target.write(states, partition);
    }
  }

  /** Ends the input: no more rows come. */
  void finish() {
    if (partitions == null) {
      groups = aggregation.groups();
      return;
    }
    spill();
    List<SpilledPart> parts = new ArrayList<>();
    for (SpillFile file : partitions.finish()) {
      if (file != null) {
        statistics.addBytesSpilled(file.fileBytes());
        parts.add(new SpilledPart(file, level + 1));
      }
    }
    partitions = null;
    for (int i = parts.size() - 1; i >= 0; i--) {
      waiting.push(parts.get(i));
    }
  }

  /**
   * Returns the next groups, keys then results, which the caller owns; null if there are no more.
   */
  @Nullable Batch next() {
    while (true) {
      if (groups != null) {
        int count = groups.next(addresses, addresses.length);
        if (count > 0) {
          return aggregation.results(addresses, 0, count, output, allocator);
        }
        groups = null;
        aggregation.clear();
      }
      if (waiting.isEmpty()) {
        return null;
      }
      merge(waiting.pop());
    }
  }

  /** Merges one partition, into memory or into partitions of the next level. */
  private void merge(SpilledPart part) {
    level = part.level;
    try (SpillFile file = part.file;
        BatchSource states = file.open(allocator)) {
      for (Batch batch = states.next(); batch != null; batch = states.next()) {
        addStates(batch);
      }
    }
    finish();
  }

  private void addStates(Batch owned) {
    try (owned) {
      add(owned, stateColumns);
    }
  }

  @Override
  public void close() {
    List<AutoCloseable> closeables = new ArrayList<>();
    if (partitions != null) {
      closeables.add(partitions);
    }
    for (SpilledPart part : waiting) {
      closeables.add(part.file);
    }
    waiting.clear();
    closeables.add(aggregation);
    closeables.add(reservation);
    Closing.closeAll(closeables);
  }

  /** States on disk that wait to be merged at a level. */
  private record SpilledPart(SpillFile file, int level) {}
}
