package dev.quern.executor.formats.parquet;

import dev.quern.executor.formats.files.FileOutput;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;

/**
 * Encodes and writes a file: one row group after the other, column after column, then page indexes
 * and footer. Used by one thread at a time.
 */
final class ParquetFileWriter implements AutoCloseable {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private final String path;
  private final FileOutput output;
  private final List<WrittenColumn> columns;
  private final ColumnChunkWriter writer;
  private final List<RowGroup> rowGroups = new ArrayList<>();

  /** Takes ownership of {@code output}, which {@link #open} has made, and of {@code writer}. */
  ParquetFileWriter(
      String path, FileOutput output, List<WrittenColumn> columns, ColumnChunkWriter writer) {
    this.path = path;
    this.output = output;
    this.columns = columns;
    this.writer = writer;
  }

  /** Returns a file that has its first bytes. The caller closes it. */
  static FileOutput open(String path) {
    // Bytes are reported by the thread that runs the sink, see ParquetSink.
    FileOutput output = new FileOutput(Path.of(path), bytes -> {});
    try {
      output.write(ByteBuffer.wrap(MAGIC));
      return output;
    } catch (RuntimeException e) {
      try (output) {
        throw e;
      }
    }
  }

  /** Returns how many bytes are written. */
  long position() {
    return output.position();
  }

  /**
   * Writes a row group, which stays the caller's.
   *
   * @throws QueryException OUT_OF_MEMORY, or that the file cannot be written
   */
  void write(PendingRowGroup pending) {
    RowGroup rowGroup = new RowGroup();
    long start = output.position();
    long uncompressed = 0;
    try {
      for (int i = 0; i < columns.size(); i++) {
        ColumnChunk chunk = writer.write(columns.get(i), pending.vectors(i));
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
    } finally {
      writer.clear();
    }
    rowGroup.setNum_rows(pending.rowCount());
    rowGroup.setTotal_byte_size(uncompressed);
    rowGroup.setTotal_compressed_size(output.position() - start);
    rowGroup.setFile_offset(start);
    rowGroups.add(rowGroup);
  }

  /** Writes page indexes and footer, and gives the file its name. */
  void finish() {
    try {
      writer.writePageIndexes();
      writeFooter();
    } catch (IOException e) {
      throw output.failed(e);
    }
    output.commit();
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
    ByteBuffer tail = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    output.write(tail.putInt(footer.size()).put(MAGIC).flip());
  }

  /** Frees what encoding needs, and removes a file that is not finished. */
  @Override
  public void close() {
    try (output) {
      writer.close();
    }
  }
}
