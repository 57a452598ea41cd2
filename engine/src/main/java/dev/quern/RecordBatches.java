package dev.quern;

import java.io.IOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** Java records as Arrow batches. */
final class RecordBatches extends ArrowReader {
  private static final int BATCH_ROWS = 8192;

  private final RecordColumns columns;
  private final Iterator<?> rows;

  RecordBatches(RecordColumns columns, Collection<?> rows, BufferAllocator allocator) {
    super(allocator);
    this.columns = columns;
    this.rows = rows.iterator();
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    prepareLoadNextBatch();
    VectorSchemaRoot root = getVectorSchemaRoot();
    List<FieldVector> vectors = root.getFieldVectors();
    vectors.forEach(FieldVector::reset);
    int rowCount = 0;
    while (rowCount < BATCH_ROWS && rows.hasNext()) {
      Object row = rows.next();
      for (int i = 0; i < vectors.size(); i++) {
        RecordColumns.Column column = columns.columns().get(i);
        Object value = column.value(row);
        if (value == null) {
          vectors.get(i).setNull(rowCount);
        } else {
          column.fill().setter().set(vectors.get(i), rowCount, value);
        }
      }
      rowCount++;
    }
    root.setRowCount(rowCount);
    return rowCount > 0;
  }

  @Override
  protected Schema readSchema() {
    return columns.schema();
  }

  @Override
  public long bytesRead() {
    return 0;
  }

  @Override
  protected void closeReadSource() {}
}
