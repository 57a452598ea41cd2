package dev.quern.executor.formats.parquet;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.formats.files.FileOutput;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;

/**
 * Writes a file. Keeps batches until they make a row group, then writes it column after column. A
 * row group takes at most a small part of the query's budget, and ends early where the budget
 * refuses to hold one batch more; a batch that even then is refused becomes a row group at once.
 * What a batch needs to be written is the floor.
 */
final class ParquetSink implements BatchSink {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final long ROW_GROUP_BYTES = 64L << 20;
  private static final int ROW_GROUP_PART = 16;

  /** Levels, offsets and dictionary indexes are three heap arrays of four bytes for each row. */
  private static final int BUDGET_BYTES_PER_ROW = 512;

  private final String path;
  private final WriteContext context;
  private final long rowGroupRows;
  private final long rowGroupBytes;
  private final PageMemory memory;
  private final MemoryPool.Reservation reservation;
  private final List<WrittenColumn> columns = new ArrayList<>();
  private final FileOutput output;
  private final ColumnChunkWriter writer;
  private final List<Batch> pending = new ArrayList<>();
  private final List<RowGroup> rowGroups = new ArrayList<>();
  private final long[] columnBytes;
  private final long bytesForPages;
  private int pendingRows;
  private long pendingBytes;

  ParquetSink(
      String path,
      Schema schema,
      Map<String, String> options,
      WriteContext context,
      DirectBufferPool pool) {
    ParquetOptions.check(
        options, List.of(ParquetOptions.COMPRESSION, ParquetOptions.ROW_GROUP_ROWS));
    CompressionCodec codec = ParquetOptions.compression(options);
    this.path = path;
    this.context = context;
    long budget = context.memoryPool().limitBytes();
    this.rowGroupRows =
        Math.min(ParquetOptions.rowGroupRows(options), Math.max(1, budget / BUDGET_BYTES_PER_ROW));
    this.rowGroupBytes = Math.min(ROW_GROUP_BYTES, budget / ROW_GROUP_PART);
    for (Field field : schema.fields()) {
      columns.add(WrittenColumn.of(field));
    }
    this.output = new FileOutput(Path.of(path), context.bytesWritten());
    try {
      output.write(ByteBuffer.wrap(MAGIC));
    } catch (RuntimeException e) {
      try (output) {
        throw e;
      }
    }
    this.memory = openMemory(context, output, pool);
    this.reservation = context.memoryPool().open("parquet row group", false);
    this.writer = new ColumnChunkWriter(output, codec, budget, memory);
    this.bytesForPages = ColumnChunkWriter.bytesForPages(budget);
    this.columnBytes = new long[columns.size()];
  }

  private static PageMemory openMemory(
      WriteContext context, FileOutput output, DirectBufferPool pool) {
    MemoryPool memoryPool = context.memoryPool();
    long floorBytes =
        ColumnChunkWriter.bytesForPages(memoryPool.limitBytes()) + memoryPool.mostBatchBytes();
    try {
      return PageMemory.ofWriter(
          "parquet pages",
          floorBytes,
          context.allocator(),
          memoryPool,
          pool,
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
    pendingRows += owned.rowCount();
    pendingBytes += owned.sizeBytes();
    if (!isHeld || pendingRows >= rowGroupRows || pendingBytes >= rowGroupBytes) {
      writeRowGroup();
    }
  }

  /** Makes room for one more batch, or returns false: then it must be written at once. */
  private boolean makeRoom(Batch batch) {
    if (tryReserve(batch)) {
      return true;
    }
    if (pendingRows == 0) {
      return false;
    }
    writeRowGroup();
    return tryReserve(batch);
  }

  /** Reserves what the batch takes, and what its row group's largest column needs to be written. */
  private boolean tryReserve(Batch batch) {
    long bytes = batch.sizeBytes();
    if (!reservation.tryGrow(bytes)) {
      return false;
    }
    long largest = 0;
    for (int i = 0; i < columnBytes.length; i++) {
      long added = ColumnBlock.bytesOf(columns.get(i), batch.vector(i));
      largest = Math.max(largest, columnBytes[i] + added);
    }
    if (!memory.tryKeep(largest + bytesForPages)) {
      reservation.shrink(bytes);
      return false;
    }
    for (int i = 0; i < columnBytes.length; i++) {
      columnBytes[i] += ColumnBlock.bytesOf(columns.get(i), batch.vector(i));
    }
    return true;
  }

  @Override
  public void finish() {
    if (pendingRows > 0) {
      writeRowGroup();
    }
    try {
      writer.writePageIndexes();
      writeFooter();
    } catch (IOException e) {
      throw output.failed(e);
    }
    output.commit();
  }

  private void writeRowGroup() {
    RowGroup rowGroup = new RowGroup();
    long start = output.position();
    long uncompressed = 0;
    try {
      for (int i = 0; i < columns.size(); i++) {
        List<FieldVector> vectors = new ArrayList<>(pending.size());
        for (Batch batch : pending) {
          vectors.add(batch.vector(i));
        }
        ColumnChunk chunk = writer.write(columns.get(i), vectors);
        uncompressed += chunk.getMeta_data().getTotal_uncompressed_size();
        rowGroup.addToColumns(chunk);
      }
    } catch (IOException e) {
      throw output.failed(e);
    } catch (OutOfMemoryException e) {
      throw new QueryException(
          ErrorCode.OUT_OF_MEMORY,
          "Not enough memory to write Parquet: file=" + path + "; lower the option row_group_rows",
          e);
    }
    rowGroup.setNum_rows(pendingRows);
    rowGroup.setTotal_byte_size(uncompressed);
    rowGroup.setTotal_compressed_size(output.position() - start);
    rowGroup.setFile_offset(start);
    rowGroups.add(rowGroup);
    releasePending();
  }

  private void writeFooter() throws IOException {
    List<SchemaElement> schema = new ArrayList<>();
    SchemaElement root = new SchemaElement("schema");
    root.setNum_children(columns.size());
    schema.add(root);
    List<ColumnOrder> orders = new ArrayList<>();
    for (WrittenColumn column : columns) {
      schema.add(column.element());
      orders.add(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
    }
    long rows = rowGroups.stream().mapToLong(RowGroup::getNum_rows).sum();
    FileMetaData metadata = new FileMetaData(1, schema, rows, rowGroups);
    metadata.setCreated_by("Quern");
    metadata.setColumn_orders(orders);
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    Util.writeFileMetaData(metadata, footer);
    output.write(ByteBuffer.wrap(footer.toByteArray()));
    ByteBuffer tail = ByteBuffer.allocate(8).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    output.write(tail.putInt(footer.size()).put(MAGIC).flip());
  }

  private void releasePending() {
    pending.forEach(Batch::close);
    pending.clear();
    writer.clear();
    Arrays.fill(columnBytes, 0);
    memory.tryKeep(0);
    reservation.shrink(reservation.bytes());
    pendingRows = 0;
    pendingBytes = 0;
  }

  @Override
  public void close() {
    releasePending();
    writer.close();
    memory.close();
    reservation.close();
    output.close();
  }
}
