package dev.quern.cli.output;

import dev.quern.engine.results.ArrowExport;
import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

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
    long rowCount = 0;
    try (VectorSchemaRoot stream = ArrowExport.toArrow(empty(rows.schema()), allocator);
        ArrowStreamWriter writer =
            new ArrowStreamWriter(stream, null, Channels.newChannel(new Unclosed(out)))) {
      writer.start();
      VectorLoader loader = new VectorLoader(stream);
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        rowCount += batch.rowCount();
        try (VectorSchemaRoot root = ArrowExport.toArrow(batch, allocator);
            ArrowRecordBatch record = new VectorUnloader(root).getRecordBatch()) {
          loader.load(record);
        }
        writer.writeBatch();
      }
      writer.end();
    }
    out.flush();
    return rowCount;
  }

  private Batch empty(Schema schema) {
    List<FieldVector> vectors = new ArrayList<>();
    schema.fields().forEach(field -> vectors.add(ArrowTypes.createVector(field, allocator)));
    return new Batch(schema, vectors, 0);
  }

  /** Passes everything on but the close. */
  private static final class Unclosed extends OutputStream {
    private final OutputStream target;

    Unclosed(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int value) throws IOException {
      target.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      target.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      target.flush();
    }
  }
}
