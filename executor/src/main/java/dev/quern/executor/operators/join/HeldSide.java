package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.memory.RowLayout;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.memory.RowStore;
import dev.quern.executor.memory.RowWriter;
import dev.quern.executor.memory.SpillFile;
import dev.quern.executor.memory.SpillReader;
import dev.quern.executor.memory.SpillWriter;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.OperatorMemory;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.NestedLoopJoinNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a nested-loop join reads again and again: in memory, or on disk if memory is refused.
 * Each row has a mark, false at first. Not thread-safe.
 */
final class HeldSide implements AutoCloseable {
  private static final int HEADER_BYTES = 8;

  /** Rows are moved to disk in batches of about this size. */
  private static final long BATCH_BYTES = 1 << 20;

  private final String name;
  private final TaskContext context;
  private final OperatorStatistics statistics;
  private final BufferAllocator allocator;
  private final MemoryPool.Reservation spillReservation;
  private final MemoryPool.Reservation reservation;
  private final RowStore store;
  private final RowWriter writer;
  private final RowReader reader;
  private final int chunkRows;
  private final long mostChunkBytes;
  private long[] addresses;
  private int[] rows = new int[0];
  private long rowCount;
  private @Nullable SpillWriter spill;
  private @Nullable SpillFile file;
  private long marks;
  private long markBytes;

  /**
   * @param allocator stays the caller's
   */
  HeldSide(NestedLoopJoinNode node, Schema schema, TaskContext context, BufferAllocator allocator) {
    this.name = "nested-loop-join-" + node.id();
    this.context = context;
    this.statistics = context.statistics(node.id());
    this.allocator = allocator;
    this.chunkRows = context.settings().batchRows();
    this.addresses = new long[chunkRows];
    this.spillReservation = OperatorMemory.openForSpilling(name, 0, context);
    try {
      this.reservation = OperatorMemory.open(name, true, context);
    } catch (RuntimeException e) {
      spillReservation.close();
      throw e;
    }
    this.mostChunkBytes = OperatorMemory.floorBytes(context) / 4;
    RowLayout layout = new RowLayout(schema, HEADER_BYTES);
    this.store = new RowStore(layout, reservation);
    this.writer = new RowWriter(layout);
    this.reader = new RowReader(layout);
  }

  RowReader reader() {
    return reader;
  }

  /** Adds all rows of a batch, which stays open. */
  void add(Batch batch) {
    rowCount += batch.rowCount();
    if (spill == null && !reservation.isSpillRequested() && appended(batch)) {
      return;
    }
    startSpilling();
    write(batch);
  }

  /** Appends to the store all rows of a batch, or none. */
  private boolean appended(Batch batch) {
    writer.bind(batch.vectors(), batch.rowCount());
    long needed = 0;
    for (int row = 0; row < batch.rowCount(); row++) {
      needed += writer.rowBytes(row);
    }
    // Asked for and given back at once: it tells whether the rows will fit as a whole.
    if (!reservation.tryGrow(needed)) {
      return false;
    }
    reservation.shrink(needed);
    load(batch);
    statistics.observeReserved(reservation.bytes());
    return true;
  }

  /** Appends the rows of a batch, for which others are asked if need be, without marks. */
  private int load(Batch batch) {
    int count = batch.rowCount();
    writer.bind(batch.vectors(), count);
    if (addresses.length < count) {
      addresses = new long[count];
    }
    int done = store.tryAppend(writer, 0, count, addresses);
    while (done < count) {
      store.insist(writer.rowBytes(done), context::checkCancelled);
      int more = store.tryAppend(writer, identity(count), done, count - done, addresses);
      done += more;
    }
    for (int row = 0; row < count; row++) {
      Memory.putLong(addresses[row], 0);
    }
    return count;
  }

  private int[] identity(int count) {
    if (rows.length < count) {
      rows = new int[count];
      Arrays.setAll(rows, row -> row);
    }
    return rows;
  }

  /** Writes a batch, which stays open, in pieces that are small enough to be read back. */
  private void write(Batch batch) {
    SpillWriter writer = Objects.requireNonNull(spill);
    long pieces = Math.min(batch.rowCount(), batch.sizeBytes() / mostChunkBytes + 1);
    int step = Math.max(1, (int) (batch.rowCount() / pieces));
    for (int from = 0; from < batch.rowCount(); from += step) {
      int count = Math.min(step, batch.rowCount() - from);
      try (Batch piece = batch.slice(from, count, allocator)) {
        writer.write(piece);
      }
    }
  }

  /** Opens the file and moves to it what was in memory. */
  private void startSpilling() {
    if (spill != null) {
      return;
    }
    spill =
        new SpillWriter(
            name,
            context.spillDirectory().resolve(name + ".spill"),
            store.layout().schema(),
            OperatorMemory.spillBuffers(context));
    reservation.clearSpillRequest();
    RowCursor cursor = store.cursor();
    long[] some = new long[chunkRows];
    for (int count = cursor.next(some, chunkRows);
        count > 0;
        count = cursor.next(some, chunkRows)) {
      writeFromMemory(some, count);
    }
    store.clear();
  }

  private void writeFromMemory(long[] some, int count) {
    int from = 0;
    while (from < count) {
      int next = store.layout().rowsWithin(some, from, count - from, BATCH_BYTES);
      try (Batch batch = reader.read(some, from, next, allocator)) {
        write(batch);
      }
      from += next;
    }
  }

  /** Ends the adding of rows. */
  void finish() {
    if (spill == null) {
      return;
    }
    file = spill.finish();
    spill = null;
    statistics.addBytesSpilled(file.fileBytes());
    markBytes = rowCount / 8 + 1;
    reservation.growOrWait(markBytes, context::checkCancelled);
    marks = Memory.allocate(markBytes);
    Memory.fill(marks, markBytes, (byte) 0);
  }

  long rowCount() {
    return rowCount;
  }

  /** Returns the length of the longest row that has been in memory. */
  int longestRowBytes() {
    return store.longestRowBytes();
  }

  static void mark(long address) {
    Memory.putLong(address, 1);
  }

  static boolean isMarked(long address) {
    return Memory.getLong(address) != 0;
  }

  /** Begins to read all rows from the first on. The scan before must be closed. */
  Scan scan() {
    return new Scan();
  }

  @Override
  public void close() {
    List<AutoCloseable> closeables = new ArrayList<>();
    closeables.add(store);
    if (spill != null) {
      closeables.add(spill);
    }
    if (file != null) {
      closeables.add(file);
    }
    closeables.add(reservation);
    closeables.add(spillReservation);
    if (marks != 0) {
      Memory.free(marks);
      marks = 0;
    }
    Closing.closeAll(closeables);
  }

  /** One pass over the rows, in chunks. Marks set on a chunk are kept when the next one is read. */
  final class Scan implements AutoCloseable {
    private final @Nullable RowCursor cursor;
    private final @Nullable SpillReader disk;
    private long firstRow;
    private int count;

    private Scan() {
      this.cursor = file == null ? store.cursor() : null;
      this.disk = file == null ? null : file.open(allocator);
    }

    /** Reads the next chunk and returns its number of rows, 0 at the end. */
    int next() {
      keepMarks();
      firstRow += count;
      if (cursor != null) {
        count = cursor.next(addresses, chunkRows);
      } else {
        count = nextFromDisk();
      }
      return count;
    }

    private int nextFromDisk() {
      store.clear();
      if (disk == null) {
        return 0;
      }
      try (Batch batch = disk.next()) {
        if (batch == null) {
          return 0;
        }
        int loaded = load(batch);
        for (int i = 0; i < loaded; i++) {
          if (bit(firstRow + i)) {
            mark(addresses[i]);
          }
        }
        return loaded;
      }
    }

    private boolean bit(long row) {
      return ColumnAddresses.isSet(marks + (row >>> 3), (int) (row & 7));
    }

    private void keepMarks() {
      if (disk == null) {
        return;
      }
      for (int i = 0; i < count; i++) {
        if (isMarked(addresses[i])) {
          long row = firstRow + i;
          ColumnAddresses.setBit(marks + (row >>> 3), (int) (row & 7));
        }
      }
    }

    /** Returns the address of row {@code index} of the chunk. */
    long address(int index) {
      return addresses[index];
    }

    @Override
    public void close() {
      keepMarks();
      count = 0;
      if (disk != null) {
        disk.close();
        store.clear();
      }
    }
  }
}
