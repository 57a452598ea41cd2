package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.memory.SpillBuffers;
import dev.quern.executor.memory.SpillFile;
import dev.quern.executor.memory.SpillPartitions;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.OperatorMemory;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.types.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Aggregation} that goes to disk when memory is refused: takes rows in with {@link #add},
 * then, after {@link #finish}, gives each group once. Not thread-safe.
 *
 * <p>Groups are divided by bits of their hash. When memory is refused some of the parts are written
 * out as states, those that have been before and then the largest; the others stay. At the end what
 * never left memory is emitted, then each part on disk is merged by itself, again to disk if it is
 * still too large, by other bits of the hash. One huge group is merged into one state, which must
 * fit. Groups that wait to be emitted go to disk, too, if others need the memory.
 */
final class SpillableGroups implements AutoCloseable {
  /** Less than this is not worth a request to spill. */
  private static final long LEAST_SPILL_BYTES = 64 << 10;

  /** If others hold less than this part of the memory, there is none to wait for. */
  private static final int LEAST_SHARE_OF_OTHERS = 8;

  /** Groups are written and emitted in batches of about this size, or of one row. */
  private static final long BATCH_BYTES = 1 << 20;

  private final String name;
  private final boolean hasKeys;
  private final Schema output;
  private final TaskContext context;
  private final OperatorStatistics statistics;
  private final BufferAllocator allocator;
  private final MemoryPool.Reservation reservation;
  private final MemoryPool.@Nullable Reservation spillReservation;
  private final SpillBuffers spillBuffers;
  private final long batchBytes;
  private final Aggregation aggregation;
  private final Schema stateSchema;
  private final InputColumns stateColumns;
  private final long[] addresses;
  private final Deque<SpilledPart> waiting = new ArrayDeque<>();
  private final boolean[] onDisk = new boolean[SpillPartitions.COUNT];
  private final long[] partBytes = new long[SpillPartitions.COUNT];
  private @Nullable SpillPartitions partitions;
  private @Nullable RowCursor groups;
  private int found;
  private int emitted;
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
    this.batchBytes = Math.min(BATCH_BYTES, context.memoryPool().limitBytes() / 16);
    this.spillBuffers = OperatorMemory.spillBuffers(context);
    this.spillReservation = hasKeys ? OperatorMemory.openForSpilling(name, 1, context) : null;
    try {
      this.reservation = OperatorMemory.open(name, hasKeys, context);
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, reservations(null));
    }
    try {
      this.aggregation =
          new Aggregation(keys, calls, context.expressions().userFunctions(), reservation);
      if (!hasKeys) {
        aggregation.createOnlyGroup(context::checkCancelled);
      }
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, reservations(reservation));
    }
    this.stateSchema = aggregation.stateSchema();
    this.stateColumns = InputColumns.ofStates(keys.size(), aggregation.accumulators());
  }

  private List<MemoryPool.Reservation> reservations(MemoryPool.@Nullable Reservation opened) {
    List<MemoryPool.Reservation> reservations = new ArrayList<>();
    if (opened != null) {
      reservations.add(opened);
    }
    if (spillReservation != null) {
      reservations.add(spillReservation);
    }
    return reservations;
  }

  /** Takes in all rows of a batch, which stays open. */
  void add(Batch batch, InputColumns columns) {
    context.checkCancelled();
    aggregation.start(batch, columns);
    aggregation.advance();
    while (aggregation.isPending()) {
      statistics.observeReserved(reservation.bytes());
      if (canSpill() && aggregation.groupCount() > 0 && !isOnlyGroupTooLarge()) {
        spillSome();
      } else {
        aggregation.insist(context::checkCancelled);
      }
      aggregation.advance();
    }
    statistics.observeReserved(reservation.bytes());
    if (isSpillRequested() && canSpill()) {
      spillSome();
    }
  }

  private boolean canSpill() {
    return hasKeys && level < SpillPartitions.LEVELS;
  }

  /**
   * Returns whether memory is refused to the only group of a part that is merged, and not because
   * others hold it. Its state must fit: to write it once more would only delay that it does not.
   */
  private boolean isOnlyGroupTooLarge() {
    MemoryPool pool = context.memoryPool();
    long ofOthers = pool.reservedBytes() - reservation.bytes();
    return level > 0
        && ofOthers < pool.limitBytes() / LEAST_SHARE_OF_OTHERS
        && aggregation.isOfOnlyGroup();
  }

  private boolean isSpillRequested() {
    if (!reservation.isSpillRequested()) {
      return false;
    }
    reservation.clearSpillRequest();
    return reservation.bytes() >= LEAST_SPILL_BYTES;
  }

  /** Gives back at least about half of the memory. */
  private void spillSome() {
    reservation.clearSpillRequest();
    SpillPartitions target = openPartitions();
    if (!aggregation.canRetain()) {
      Arrays.fill(onDisk, true);
      writeAll(aggregation.groups(), target);
      aggregation.clear();
      return;
    }
    choose(target);
    writeOnDisk(target);
  }

  private SpillPartitions openPartitions() {
    if (partitions == null) {
      partitions =
          new SpillPartitions(
              name,
              context.spillDirectory(),
              name + "-" + spills++,
              stateSchema,
              level,
              spillBuffers,
              allocator);
    }
    return partitions;
  }

  /** Adds to the parts on disk, if they hold too little now, the largest ones in memory. */
  private void choose(SpillPartitions target) {
    Arrays.fill(partBytes, 0);
    RowCursor cursor = aggregation.groups();
    for (int count = cursor.next(addresses, addresses.length);
        count > 0;
        count = cursor.next(addresses, addresses.length)) {
      for (int i = 0; i < count; i++) {
        int part = target.partition(GroupTable.hash(addresses[i]));
        partBytes[part] += aggregation.groupBytes(addresses[i]);
      }
    }
    SpillPartitions.choose(partBytes, onDisk);
  }

  /** Writes the groups of all parts on disk and forgets them. */
  private void writeOnDisk(SpillPartitions target) {
    writeAll(aggregation.groups(), target);
    aggregation.retain(hash -> !onDisk[target.partition(hash)]);
  }

  /** Writes those groups that the cursor has yet to give whose part is on disk. */
  private void writeAll(RowCursor cursor, SpillPartitions target) {
    long[][] parts = new long[SpillPartitions.COUNT][addresses.length];
    int[] counts = new int[SpillPartitions.COUNT];
    for (int count = cursor.next(addresses, addresses.length);
        count > 0;
        count = cursor.next(addresses, addresses.length)) {
      for (int i = 0; i < count; i++) {
        int part = target.partition(GroupTable.hash(addresses[i]));
        if (!onDisk[part]) {
          continue;
        }
        parts[part][counts[part]++] = addresses[i];
        if (counts[part] == addresses.length) {
          write(target, part, parts[part], counts[part]);
          counts[part] = 0;
        }
      }
    }
    for (int part = 0; part < SpillPartitions.COUNT; part++) {
      write(target, part, parts[part], counts[part]);
    }
  }

  private void write(SpillPartitions target, int partition, long[] rows, int count) {
    int from = 0;
    while (from < count) {
      int next = aggregation.fitting(rows, from, count - from, batchBytes);
      try (Batch states = aggregation.states(rows, from, next, stateSchema, allocator)) {
        target.write(states, partition);
      }
      from += next;
    }
  }

  /** Ends the input: no more rows come. */
  void finish() {
    if (partitions != null) {
      writeOnDisk(partitions);
      finishPartitions(partitions);
    }
    found = 0;
    emitted = 0;
    groups = aggregation.groups();
  }

  /** Puts what is on disk first in line. */
  private void finishPartitions(SpillPartitions written) {
    List<@Nullable SpillFile> files = written.finish();
    partitions = null;
    Arrays.fill(onDisk, false);
    for (int i = files.size() - 1; i >= 0; i--) {
      SpillFile file = files.get(i);
      if (file != null) {
        statistics.addBytesSpilled(file.fileBytes());
        waiting.push(new SpilledPart(file, level + 1));
      }
    }
  }

  /**
   * Returns the next groups, keys then results, which the caller owns; null if there are no more.
   */
  @Nullable Batch next() {
    while (true) {
      Batch results = groups == null ? null : nextInMemory(groups);
      if (results != null) {
        return results;
      }
      if (groups != null) {
        groups = null;
        aggregation.clear();
      }
      if (waiting.isEmpty()) {
        return null;
      }
      merge(waiting.pop());
    }
  }

  private @Nullable Batch nextInMemory(RowCursor cursor) {
    if (emitted == found) {
      if (isSpillRequested() && canSpill()) {
        spillRest(cursor);
        return null;
      }
      emitted = 0;
      found = cursor.next(addresses, addresses.length);
      if (found == 0) {
        return null;
      }
    }
    int count = aggregation.fitting(addresses, emitted, found - emitted, batchBytes);
    Batch results = aggregation.results(addresses, emitted, count, output, allocator);
    emitted += count;
    return results;
  }

  /** Writes the groups that are yet to be emitted to disk. */
  private void spillRest(RowCursor cursor) {
    Arrays.fill(onDisk, true);
    SpillPartitions target = openPartitions();
    writeAll(cursor, target);
    finishPartitions(target);
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
    closeables.addAll(reservations(reservation));
    Closing.closeAll(closeables);
  }

  /** States on disk that wait to be merged at a level. */
  private record SpilledPart(SpillFile file, int level) {}
}
