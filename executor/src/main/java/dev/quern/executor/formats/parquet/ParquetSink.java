package dev.quern.executor.formats.parquet;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.formats.files.FileOutput;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.CompressionCodec;

/**
 * Writes a file. Keeps batches until they make a row group, which is then encoded and written by a
 * second thread while the next one is collected; a file of one row group needs no second thread.
 *
 * <p>A row group takes at most a small part of the query's budget, so the two take at most twice
 * that, beside what encoding one needs. The second is collected only while a quarter of the budget
 * is free; else, and where the budget refuses one batch more, the first must be written before. If
 * that does not help, the row group ends early; a batch that even then is refused becomes a row
 * group at once. Such row groups are encoded by the sink's own thread, with nothing beside them.
 * What a batch needs to be written is the floor.
 */
final class ParquetSink implements BatchSink {
  private static final long ROW_GROUP_BYTES = 64L << 20;
  private static final int ROW_GROUP_PART = 16;
  private static final int FREE_PART = 4;

  /** Levels, offsets and dictionary indexes are three heap arrays of four bytes for each row. */
  private static final int BUDGET_BYTES_PER_ROW = 512;

  private final WriteContext context;
  private final MemoryPool pool;
  private final long rowGroupRows;
  private final long rowGroupBytes;
  private final List<WrittenColumn> columns = new ArrayList<>();
  private final PageMemory memory;
  private final ColumnChunkWriter writer;
  private final ParquetFileWriter file;
  private final BackgroundEncoding background;
  private final long bytesForPages;
  private PendingRowGroup pending;
  private long reportedBytes;

  ParquetSink(
      String path,
      Schema schema,
      Map<String, String> options,
      WriteContext context,
      DirectBufferPool buffers) {
    ParquetOptions.check(
        options, List.of(ParquetOptions.COMPRESSION, ParquetOptions.ROW_GROUP_ROWS));
    CompressionCodec codec = ParquetOptions.compression(options);
    this.context = context;
    this.pool = context.memoryPool();
    long budget = pool.limitBytes();
    this.rowGroupRows =
        Math.min(ParquetOptions.rowGroupRows(options), Math.max(1, budget / BUDGET_BYTES_PER_ROW));
    this.rowGroupBytes = Math.min(ROW_GROUP_BYTES, budget / ROW_GROUP_PART);
    this.bytesForPages = ColumnChunkWriter.bytesForPages(budget);
    for (Field field : schema.fields()) {
      columns.add(WrittenColumn.of(field));
    }
    FileOutput output = ParquetFileWriter.open(path);
    this.memory = openMemory(context, output, buffers);
    this.writer = new ColumnChunkWriter(output, codec, budget, memory);
    this.file = new ParquetFileWriter(path, output, columns, writer);
    this.background = new BackgroundEncoding(file, memory, context.checkCancelled());
    this.pending = new PendingRowGroup(columns, pool);
  }

  private static PageMemory openMemory(
      WriteContext context, FileOutput output, DirectBufferPool buffers) {
    MemoryPool memoryPool = context.memoryPool();
    long floorBytes =
        ColumnChunkWriter.bytesForPages(memoryPool.limitBytes()) + memoryPool.mostBatchBytes();
    try {
      return PageMemory.ofWriter(
          "parquet pages",
          floorBytes,
          context.allocator(),
          memoryPool,
          buffers,
          context.checkCancelled());
    } catch (RuntimeException e) {
      try (output) {
        throw e;
      }
    }
  }

  @Override
  public void add(Batch batch) {
    boolean isHeld;
    Batch owned;
    try (batch) {
      if (batch.rowCount() == 0) {
        return;
      }
      isHeld = makeRoom(batch);
      owned = batch.transferTo(context.allocator());
    }
    pending.add(owned);
    if (!isHeld) {
      encodeHere();
    } else if (pending.rowCount() >= rowGroupRows || pending.sizeBytes() >= rowGroupBytes) {
      encodeInBackground();
    }
  }

  /** Makes room for one more batch, or returns false: then it must be written at once. */
  private boolean makeRoom(Batch batch) {
    if (background.isDone()) {
      takeOver();
    }
    if (tryReserve(batch)) {
      return true;
    }
    if (background.isRunning()) {
      takeOver();
      if (tryReserve(batch)) {
        return true;
      }
    }
    if (pending.rowCount() == 0) {
      return false;
    }
    encodeHere();
    return tryReserve(batch);
  }

  /** Reserves what the batch takes, and what its row group's largest column needs to be written. */
  private boolean tryReserve(Batch batch) {
    long bytes = batch.sizeBytes();
    if (background.isRunning() && !isRoomBeside(bytes)) {
      return false;
    }
    if (!pending.tryReserve(bytes)) {
      return false;
    }
    if (!tryKeep(pending.largestColumnBytesWith(batch) + bytesForPages)) {
      pending.giveBack(bytes);
      return false;
    }
    return true;
  }

  /**
   * Returns whether so many bytes can be held beside a row group that is being encoded. To wait for
   * that one is cheaper than to have others spill.
   */
  private boolean isRoomBeside(long bytes) {
    long limit = pool.limitBytes();
    return pool.reservedBytes() + bytes <= limit - limit / FREE_PART;
  }

  private boolean tryKeep(long bytes) {
    return background.isRunning() ? background.tryKeep(bytes) : memory.tryKeep(bytes);
  }

  /** Encodes the row group on the other thread if all that this can need is to be had. */
  private void encodeInBackground() {
    takeOver();
    int longest = pending.longestValueBytes();
    if (longest > ROW_GROUP_BYTES) {
      encodeHere();
      return;
    }
    long pages = Math.max(bytesForPages, writer.mostBytesForPages(longest));
    long needed = pending.largestColumnBytes() + pages;
    if (!memory.tryKeep(needed)) {
      encodeHere();
      return;
    }
    background.start(pending, needed);
    pending = new PendingRowGroup(columns, pool);
  }

  private void encodeHere() {
    takeOver();
    try (PendingRowGroup rowGroup = pending) {
      file.write(rowGroup);
    }
    memory.tryKeep(0);
    pending = new PendingRowGroup(columns, pool);
    reportBytes();
  }

  /** Waits for the row group that is being encoded, if there is one. */
  private void takeOver() {
    if (background.isRunning()) {
      background.takeOver();
      reportBytes();
    }
  }

  /** Reports the bytes written since the last time: statistics are for the sink's own thread. */
  private void reportBytes() {
    long position = file.position();
    context.bytesWritten().accept(position - reportedBytes);
    reportedBytes = position;
  }

  @Override
  public void finish() {
    takeOver();
    if (pending.rowCount() > 0) {
      encodeHere();
    }
    file.finish();
    reportBytes();
  }

  @Override
  public void close() {
    PendingRowGroup last = pending;
    try (memory;
        file;
        last) {
      background.close();
    }
  }
}
