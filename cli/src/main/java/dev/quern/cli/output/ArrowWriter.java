package dev.quern.cli.output;

import dev.quern.engine.results.ArrowExport;
import dev.quern.engine.results.ArrowIpcWriter;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The Arrow IPC streaming format: one schema message, then a record batch for each batch. */
final class ArrowWriter implements ResultWriter {
  private final OutputStream out;
  private final BufferAllocator allocator;

  ArrowWriter(OutputStream out, BufferAllocator allocator) {
    this.out = out;
    this.allocator = allocator;
  }

  @Override
  public long write(BatchSource rows) throws IOException {
    ArrowIpcWriter writer = ArrowIpcWriter.stream(out, ArrowExport.toArrow(rows.schema()));
    long rowCount = 0;
    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
      rowCount += batch.rowCount();
      try (VectorSchemaRoot root = ArrowExport.toArrow(batch, allocator)) {
        writer.write(root);
      }
    }
    writer.end();
    return rowCount;
  }
}
