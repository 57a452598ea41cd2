package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.memory.RowHasher;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.memory.SpillFile;
import dev.quern.executor.memory.SpillPartitions;
import dev.quern.executor.memory.VectorGather;
import dev.quern.executor.operators.Closing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The build side of a hash join: a table of the rows that memory holds, and files of the others.
 * Rows are divided into parts by bits of their hash; when memory is refused, or others ask for it,
 * the largest parts go to disk, now and for all rows to come. Not thread-safe.
 */
final class HybridBuild implements AutoCloseable {
  /** Less than this is not worth a request to spill. */
  private static final long LEAST_SPILL_BYTES = 64 << 10;

  /** Rows are written in batches of about this size. */
  private static final long BATCH_BYTES = 1 << 20;

  private final JoinSetup setup;
  private final JoinTable table;
  private final CollectedFilters filters;
  private final boolean[] onDisk = new boolean[SpillPartitions.COUNT];
  private final List<@Nullable SpillFile> files =
      new ArrayList<>(Collections.nCopies(SpillPartitions.COUNT, null));
  private @Nullable SpillPartitions partitions;
  private BuildFacts diskFacts = new BuildFacts(true, false);
  private boolean spilled;
  private int sets;
  private long[] hashes = new long[0];
  private int[] diskRows = new int[0];
  private int[] memoryRows = new int[0];

  /**
   * @param filters takes the keys of rows that go to disk; closed with this
   */
  HybridBuild(JoinSetup setup, CollectedFilters filters) {
    this.setup = setup;
    this.filters = filters;
    this.table = setup.newTable();
  }

  JoinTable table() {
    return table;
  }

  CollectedFilters filters() {
    return filters;
  }

  /** Returns whether some rows are on disk. */
  boolean isSpilled() {
    return spilled;
  }

  boolean isOnDisk(int part) {
    return onDisk[part];
  }

  /** Returns the part of a row, which is the same on both sides of the join. */
  static int part(long hash) {
    return SpillPartitions.partition(hash, 0);
  }

  /** Returns what is known of all rows, in memory and on disk. */
  BuildFacts facts() {
    BuildFacts inMemory = table.facts();
    return new BuildFacts(
        inMemory.empty() && diskFacts.empty(), inMemory.hasNullKey() || diskFacts.hasNullKey());
  }

  /** Takes in all rows of a batch, which stays open. */
  void add(Batch batch) {
    setup.context().checkCancelled();
    int added = 0;
    if (partitions == null) {
      added = table.tryAdd(batch, 0, batch.rowCount());
      if (added < batch.rowCount()) {
        spillSome();
      }
    }
    if (added < batch.rowCount()) {
      try (Batch rest = batch.slice(added, batch.rowCount() - added, setup.allocator())) {
        divide(rest);
      }
    }
    setup.statistics().observeReserved(table.reservation().bytes());
    if (isSpillRequested()) {
      spillSome();
    }
  }

  /** Writes rows whose part is on disk and adds the others to the table. */
  private void divide(Batch batch) {
    int rowCount = batch.rowCount();
    makeRoom(rowCount);
    List<ColumnAddresses> keys = setup.buildKeys().addresses(batch);
    RowHasher.hash(keys, rowCount, hashes);
    int diskCount = 0;
    int memoryCount = 0;
    for (int row = 0; row < rowCount; row++) {
      if (onDisk[part(hashes[row])]) {
        diskRows[diskCount++] = row;
      } else {
        memoryRows[memoryCount++] = row;
      }
    }
    int matchable = setup.buildKeys().selectMatchable(keys, rowCount, new int[rowCount]);
    diskFacts = new BuildFacts(false, diskFacts.hasNullKey() || matchable < rowCount);
    filters.add(batch, diskRows, diskCount);
    openPartitions().write(batch, hashes, diskRows, diskCount);
    if (memoryCount == 0) {
      return;
    }
    try (Batch inMemory =
        VectorGather.gather(batch, memoryRows, 0, memoryCount, setup.allocator())) {
      int added = table.tryAdd(inMemory, 0, memoryCount);
      if (added == memoryCount) {
        return;
      }
      // Each time more parts go to disk, so that this comes to an end.
      spillSome();
      try (Batch rest = inMemory.slice(added, memoryCount - added, setup.allocator())) {
        divide(rest);
      }
    }
  }

  boolean isSpillRequested() {
    if (!table.isSpillRequested()) {
      return false;
    }
    table.clearSpillRequest();
    return table.bytes() >= LEAST_SPILL_BYTES;
  }

  /** Gives back about half of the memory. */
  private void spillSome() {
    table.clearSpillRequest();
    SpillPartitions target = openPartitions();
    long[] partBytes = new long[SpillPartitions.COUNT];
    long[] addresses = new long[setup.batchRows()];
    RowCursor cursor = table.rows();
    for (int count = cursor.next(addresses, addresses.length);
        count > 0;
        count = cursor.next(addresses, addresses.length)) {
      for (int i = 0; i < count; i++) {
        partBytes[part(JoinTable.hash(addresses[i]))] += table.layout().rowBytes(addresses[i]);
      }
    }
    SpillPartitions.choose(partBytes, onDisk);
    writeChosen(target, addresses);
    table.retain(hash -> !onDisk[part(hash)]);
  }

  private void writeChosen(SpillPartitions target, long[] found) {
    long[][] parts = new long[SpillPartitions.COUNT][found.length];
    int[] counts = new int[SpillPartitions.COUNT];
    RowCursor cursor = table.rows();
    for (int count = cursor.next(found, found.length);
        count > 0;
        count = cursor.next(found, found.length)) {
      for (int i = 0; i < count; i++) {
        int part = part(JoinTable.hash(found[i]));
        if (!onDisk[part]) {
          continue;
        }
        parts[part][counts[part]++] = found[i];
        if (counts[part] == found.length) {
          write(target, part, parts[part], counts[part]);
          counts[part] = 0;
        }
      }
    }
    for (int part = 0; part < parts.length; part++) {
      write(target, part, parts[part], counts[part]);
    }
  }

  private void write(SpillPartitions target, int part, long[] rows, int count) {
    filters.add(table, rows, count);
    RowReader reader = new RowReader(table.layout());
    int from = 0;
    while (from < count) {
      int next = table.layout().rowsWithin(rows, from, count - from, BATCH_BYTES);
      try (Batch batch = reader.read(rows, from, next, setup.allocator())) {
        target.write(batch, part);
      }
      from += next;
    }
  }

  private SpillPartitions openPartitions() {
    if (partitions == null) {
      spilled = true;
      partitions = setup.newPartitions(setup.shape().build(), "build-" + sets++, 0);
    }
    return partitions;
  }

  /** Ends the adding of rows: the table can be probed. */
  void finish() {
    while (!table.tryFinish()) {
      if (table.rowCount() == 0) {
        table.insistOnSlots(0, setup.context()::checkCancelled);
      } else {
        spillSome();
      }
    }
    if (partitions != null) {
      finishFiles(partitions);
    }
    setup.statistics().observeReserved(table.reservation().bytes());
  }

  /** Gives back about half of the memory of the finished table, in which no row may be marked. */
  void spillFinished() {
    spillSome();
    finish();
  }

  private void finishFiles(SpillPartitions written) {
    List<@Nullable SpillFile> finished = written.finish();
    partitions = null;
    for (int part = 0; part < files.size(); part++) {
      SpillFile file = finished.get(part);
      if (file != null) {
        // A part goes to disk once; what comes later for it went the same way.
        files.set(part, file);
        setup.statistics().addBytesSpilled(file.fileBytes());
      }
    }
  }

  /** Hands over the file of a part, null if it has no rows on disk. */
  @Nullable SpillFile takeFile(int part) {
    return files.set(part, null);
  }

  private void makeRoom(int rowCount) {
    if (hashes.length < rowCount) {
      hashes = new long[rowCount];
      diskRows = new int[rowCount];
      memoryRows = new int[rowCount];
    }
  }

  @Override
  public void close() {
    List<AutoCloseable> closeables = new ArrayList<>();
    if (partitions != null) {
      closeables.add(partitions);
    }
    for (int part = 0; part < files.size(); part++) {
      SpillFile file = takeFile(part);
      if (file != null) {
        closeables.add(file);
      }
    }
    closeables.add(filters);
    closeables.add(table);
    Closing.closeAll(closeables);
  }
}
