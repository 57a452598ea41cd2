package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowHasher;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.plan.errors.Checks;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.types.Schema;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Divides a task's rows into the partitions of its stage. Rows of a partition keep their order;
 * they are gathered in blocks of {@code batchRows} rows, large batches that belong to one partition
 * are passed on as they are. An output of one partition may be made of sorted runs, each of which
 * then lies in a partition of its own. One thread.
 */
public final class OutputWriter implements BatchSink {
  /** Waiting rows are reserved in steps of this size. */
  private static final long RESERVE_BYTES = 1L << 20;

  /** Larger batches are cut when they are written to a file, so that lengths fit 32 bits. */
  private static final long MOST_BLOCK_BYTES = 64L << 20;

  private final AttemptId id;
  private final Partitioning partitioning;
  private final int batchRows;
  private final BufferAllocator allocator;
  private final ExchangeStore store;
  private final @Nullable RowHasher hasher;
  private final MemoryPool.Reservation reservation;
  private final RowCollector[] collectors;
  private final long[] partitionBytes;
  private final int[] ends;
  private @Nullable MemoryOutput memory;
  private @Nullable ExchangeFileWriter file;
  private long[] hashes = new long[0];
  private int[] partitions = new int[0];
  private int[] rows = new int[0];
  private long waitingBytes;
  private long rowCount;
  private int nextPartition;

  /** The run that is being written, in an output of one partition. */
  private int run;

  private boolean isRunEmpty = true;

  /** Whether runs have begun: their batches are as large as whoever merges them wants them. */
  private boolean isOfRuns;

  OutputWriter(
      AttemptId id,
      Schema schema,
      Partitioning partitioning,
      int batchRows,
      BufferAllocator allocator,
      ExchangeStore store) {
    int partitionCount = partitioning.partitionCount();
    this.id = id;
    this.partitioning = partitioning;
    this.batchRows = batchRows;
    this.allocator = allocator;
    this.store = store;
    this.reservation = store.newReservation();
    this.hasher =
        partitioning.kind() == Partitioning.Kind.HASH
            ? new RowHasher(schema, partitioning.columns())
            : null;
    this.collectors = new RowCollector[partitionCount];
    for (int i = 0; i < partitionCount; i++) {
      collectors[i] = new RowCollector(schema, allocator);
    }
    this.partitionBytes = new long[partitionCount];
    this.ends = new int[partitionCount];
    this.nextPartition = id.taskIndex() % partitionCount;
    this.memory = store.newMemoryOutput(id, partitionCount);
    this.file = memory == null ? store.newFile(id, partitionCount) : null;
  }

  @Override
  public void add(Batch batch) {
    rowCount += batch.rowCount();
    if (hasher != null && collectors.length > 1) {
      try (batch) {
        scatter(batch, hasher);
      }
    } else if (partitioning.kind() == Partitioning.Kind.ROUND_ROBIN) {
      addWhole(nextPartition, batch);
      nextPartition = (nextPartition + 1) % collectors.length;
    } else {
      addWhole(0, batch);
    }
    if (!reserveWaiting()) {
      emitAll();
    }
  }

  /** Tells that the rows that follow are a sorted run of their own. */
  public void beginRun() {
    Checks.check(collectors.length == 1, "runs and partitions in the output of %s", id);
    emitAll();
    isOfRuns = true;
    if (isRunEmpty) {
      return;
    }
    run++;
    isRunEmpty = true;
    if (memory != null) {
      memory.addPartition();
    } else if (file != null) {
      file.addPartition();
    }
  }

  /** Makes sure that rows that wait for their block to fill up are counted; false if too many. */
  private boolean reserveWaiting() {
    if (waitingBytes <= reservation.bytes()) {
      return true;
    }
    long wanted = waitingBytes + RESERVE_BYTES - reservation.bytes();
    return waitingBytes <= store.mostWaitingBytes() && reservation.tryGrow(wanted);
  }

  /** Returns the number of rows added. */
  public long rowCount() {
    return rowCount;
  }

  /** Returns the size of each partition. */
  public List<Long> partitionBytes() {
    return Arrays.stream(partitionBytes).boxed().toList();
  }

  @Override
  public void finish() {
    emitAll();
    if (file != null) {
      file.finish();
    } else if (memory != null) {
      store.publish(id, memory);
      memory = null;
    }
  }

  @Override
  public void close() {
    reservation.close();
    for (RowCollector collector : collectors) {
      collector.close();
    }
    if (memory != null) {
      store.giveBack(memory.discard());
      memory = null;
    }
    if (file != null) {
      file.close();
    }
  }

  private void addWhole(int partition, Batch batch) {
    if (isOfRuns || batch.rowCount() >= batchRows / 2) {
      emitCollected(partition);
      emit(partition, batch);
      return;
    }
    try (batch) {
      reserve(batch.rowCount());
      for (int row = 0; row < batch.rowCount(); row++) {
        rows[row] = row;
      }
      waitingBytes += batch.sizeBytes();
      collect(partition, ColumnAddresses.ofAll(batch), 0, batch.rowCount());
    }
  }

  private void scatter(Batch batch, RowHasher rowHasher) {
    int count = batch.rowCount();
    reserve(count);
    rowHasher.hash(batch, hashes);
    Arrays.fill(ends, 0);
    for (int row = 0; row < count; row++) {
      int partition = RowHasher.partition(hashes[row], collectors.length);
      partitions[row] = partition;
      ends[partition]++;
    }
    int start = 0;
    for (int partition = 0; partition < ends.length; partition++) {
      int size = ends[partition];
      ends[partition] = start;
      start += size;
    }
    for (int row = 0; row < count; row++) {
      rows[ends[partitions[row]]++] = row;
    }
    waitingBytes += batch.sizeBytes();
    List<ColumnAddresses> addresses = ColumnAddresses.ofAll(batch);
    int from = 0;
    for (int partition = 0; partition < ends.length; partition++) {
      collect(partition, addresses, from, ends[partition]);
      from = ends[partition];
    }
  }

  private void reserve(int count) {
    if (rows.length < count) {
      rows = new int[count];
      partitions = new int[count];
      hashes = new long[count];
    }
  }

  private void collect(int partition, List<ColumnAddresses> addresses, int from, int to) {
    RowCollector collector = collectors[partition];
    int start = from;
    while (start < to) {
      int end = Math.min(to, start + batchRows - collector.rowCount());
      collector.append(addresses, rows, start, end);
      start = end;
      if (collector.rowCount() == batchRows) {
        emitCollected(partition);
      }
    }
  }

  private void emitAll() {
    for (int partition = 0; partition < collectors.length; partition++) {
      emitCollected(partition);
    }
    waitingBytes = 0;
    reservation.shrink(reservation.bytes());
  }

  private void emitCollected(int partition) {
    if (collectors[partition].rowCount() > 0) {
      Batch block = collectors[partition].take();
      waitingBytes = Math.max(0, waitingBytes - block.sizeBytes());
      emit(partition, block);
    }
  }

  /** Keeps the block or writes it; takes its ownership. */
  private void emit(int partition, Batch block) {
    try (block) {
      long bytes = block.sizeBytes();
      partitionBytes[partition] += bytes;
      isRunEmpty = false;
      if (memory != null && store.tryHold(bytes)) {
        hold(memory, partition + run, block, bytes);
      } else {
        write(partition + run, block);
      }
    }
  }

  /** Keeps a block whose values are reserved; to its file, if it is larger and there is no room. */
  private void hold(MemoryOutput held, int partition, Batch block, long reservedBytes) {
    long counted = held.heldBytes() + reservedBytes;
    long more = held.add(partition, block) - counted;
    if (more <= 0) {
      store.giveBack(-more);
    } else if (!store.tryHold(more)) {
      moveToFile(held, counted);
    }
  }

  private void moveToFile(MemoryOutput held, long reservedBytes) {
    ExchangeFileWriter writer = store.newFile(id, collectors.length + run);
    file = writer;
    memory = null;
    try (held) {
      held.writeTo(writer);
    } finally {
      store.giveBack(reservedBytes);
    }
  }

  private void write(int partition, Batch block) {
    if (memory != null) {
      moveToFile(memory, memory.heldBytes());
    }
    ExchangeFileWriter writer = file;
    if (writer == null) {
      throw new IllegalStateException("output is finished: " + id);
    }
    writeCut(writer, partition, block);
  }

  private void writeCut(ExchangeFileWriter writer, int partition, Batch block) {
    if (block.sizeBytes() <= MOST_BLOCK_BYTES || block.rowCount() == 1) {
      writer.write(partition, block);
      return;
    }
    int half = block.rowCount() / 2;
    try (Batch first = block.slice(0, half, allocator)) {
      writeCut(writer, partition, first);
    }
    try (Batch second = block.slice(half, block.rowCount() - half, allocator)) {
      writeCut(writer, partition, second);
    }
  }
}
