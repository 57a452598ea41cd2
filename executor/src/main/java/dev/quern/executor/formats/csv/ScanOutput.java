package dev.quern.executor.formats.csv;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.text.ColumnBuffer;
import dev.quern.executor.formats.text.PartitionColumns;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Collects rows that passed in output batches. */
final class ScanOutput implements AutoCloseable {
  private final ScanRequest request;
  private final Schema schema;
  private final int fileColumns;
  private final int capacity;
  private final PartitionColumns partitionColumns;
  private final ScanFilter filter;
  private final List<@Nullable ValueDecoder> decoders = new ArrayList<>();
  private final List<ColumnBuffer> buffers = new ArrayList<>();
  private int rowCount;

  ScanOutput(
      ScanRequest request,
      ValueDecoders allDecoders,
      PartitionColumns partitionColumns,
      ScanFilter filter) {
    ScanNode scan = request.scan();
    this.request = request;
    this.schema = scan.schema();
    this.fileColumns = scan.source().fileSchema().size();
    this.capacity = request.batchRows();
    this.partitionColumns = partitionColumns;
    this.filter = filter;
    for (int i = 0; i < schema.size(); i++) {
      int column = scan.columns().get(i);
      boolean isDecoded = column < fileColumns && filter.buffer(column) == null;
      decoders.add(isDecoded ? allDecoders.decoder(column, schema.field(i)) : null);
    }
  }

  int rowCount() {
    return rowCount;
  }

  /** Returns how many rows may be appended. */
  int room() {
    return capacity - rowCount;
  }

  /** Returns whether the batch is so full that appending to it is no longer worth the call. */
  boolean isFull() {
    return room() == 0 || room() < capacity / 4;
  }

  /** Appends the given rows, which have passed the filter. */
  void append(RowIndex rows, long base, int[] selectedRows, int count) {
    if (buffers.isEmpty()) {
      allocate();
    }
    for (int i = 0; i < buffers.size(); i++) {
      int column = request.scan().columns().get(i);
      ValueDecoder decoder = decoders.get(i);
      ColumnBuffer filtered = filter.buffer(column);
      if (decoder != null) {
        decoder.decode(rows, base, selectedRows, count, buffers.get(i), rowCount);
      } else if (filtered != null) {
        buffers.get(i).gather(filtered, filter.selected(), count, rowCount);
      } else {
        partitionColumns.fill(column - fileColumns, count, buffers.get(i), rowCount);
      }
    }
    rowCount += count;
  }

  private void allocate() {
    for (int i = 0; i < schema.size(); i++) {
      buffers.add(new ColumnBuffer(schema.field(i), capacity, request.allocator()));
    }
  }

  /** Returns the rows collected so far, at most {@code limit}, or null if there is none. */
  @Nullable Batch take(long limit) {
    if (rowCount == 0) {
      return null;
    }
    int count = (int) Math.min(limit, rowCount);
    List<FieldVector> vectors = new ArrayList<>(buffers.size());
    for (ColumnBuffer buffer : buffers) {
      vectors.add(buffer.finish(count));
    }
    buffers.clear();
    rowCount = 0;
    return new Batch(schema, vectors, count);
  }

  @Override
  public void close() {
    buffers.forEach(ColumnBuffer::close);
    buffers.clear();
  }
}
