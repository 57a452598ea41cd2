package dev.quern.cli.output;

import dev.quern.engine.results.ArrowExport;
import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;

/** The Arrow IPC streaming format: one schema message, then a record batch for each batch. */
final class ArrowWriter implements ResultWriter {
  private final OutputStream out;
  private final BufferAllocator allocator;

  ArrowWriter(OutputStream out, BufferAllocator allocator) {
    this.out = out;
    this.allocator = allocator;
  }

  @Override
  @SuppressWarnings("resource") // closing the channel would close the place, which is the caller's
  public long write(BatchSource rows) throws IOException {
    WriteChannel channel = new CopyingChannel(out);
    try (VectorSchemaRoot none = ArrowExport.toArrow(empty(rows.schema()), allocator)) {
      MessageSerializer.serialize(channel, none.getSchema());
    }
    long rowCount = 0;
    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
      rowCount += batch.rowCount();
      try (VectorSchemaRoot root = ArrowExport.toArrow(batch, allocator);
          ArrowRecordBatch record = new VectorUnloader(root).getRecordBatch()) {
        MessageSerializer.serialize(channel, record);
      }
    }
    ArrowStreamWriter.writeEndOfStream(channel, IpcOption.DEFAULT);
    out.flush();
    return rowCount;
  }

  private Batch empty(Schema schema) {
    List<FieldVector> vectors = new ArrayList<>();
    schema.fields().forEach(field -> vectors.add(ArrowTypes.createVector(field, allocator)));
    return new Batch(schema, vectors, 0);
  }

  /**
   * Copies off-heap memory out through an array: Arrow's own way wraps it in a direct buffer, for
   * which the JDK asks for a flag on the command line.
   */
  private static final class CopyingChannel extends WriteChannel {
    private final byte[] space = new byte[1 << 16];

    CopyingChannel(OutputStream out) {
      super(Channels.newChannel(out));
    }

    @Override
    public void write(ArrowBuf buffer) throws IOException {
      long end = buffer.writerIndex();
      for (long at = buffer.readerIndex(); at < end; at += space.length) {
        int length = (int) Math.min(space.length, end - at);
        buffer.getBytes(at, space, 0, length);
        write(ByteBuffer.wrap(space, 0, length));
      }
    }
  }
}
