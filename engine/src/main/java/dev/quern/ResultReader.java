package dev.quern;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/** The rows of a query as the reader that Arrow libraries take. Closing it closes the rows. */
final class ResultReader extends ArrowReader {
  private final QueryRows rows;
  private long bytesRead;

  ResultReader(QueryRows rows, BufferAllocator allocator) {
    super(allocator);
    this.rows = rows;
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    prepareLoadNextBatch();
    try (VectorSchemaRoot batch = rows.nextBatch(allocator)) {
      if (batch == null) {
        return false;
      }
      try (ArrowRecordBatch record = new VectorUnloader(batch).getRecordBatch()) {
        bytesRead += record.computeBodyLength();
        new VectorLoader(getVectorSchemaRoot()).load(record);
      }
      return true;
    }
  }

  @Override
  protected Schema readSchema() {
    return rows.arrowSchema();
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  protected void closeReadSource() {
    rows.close();
  }
}
