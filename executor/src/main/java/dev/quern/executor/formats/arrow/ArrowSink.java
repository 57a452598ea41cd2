package dev.quern.executor.formats.arrow;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.formats.files.FileOutput;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Schema;
import java.nio.file.Path;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Writes a file, or a stream if the name ends in {@code .arrows}; a record batch for each batch.
 */
final class ArrowSink implements BatchSink {
  private final String path;
  private final ExportedColumns columns;
  private final FileOutput output;
  private final IpcOutput messages;

  ArrowSink(String path, Schema schema, WriteContext context) {
    this.path = path;
    this.columns = new ExportedColumns(schema, context.allocator());
    this.output = new FileOutput(Path.of(path), context.bytesWritten());
    try {
      this.messages = new IpcOutput(output, columns.schema(), path.endsWith(".arrows"));
    } catch (RuntimeException e) {
      try (output) {
        throw e;
      }
    }
  }

  @Override
  public void add(Batch batch) {
    try (VectorSchemaRoot exported = columns.export(batch);
        ArrowRecordBatch record = new VectorUnloader(exported).getRecordBatch()) {
      messages.write(record);
    } catch (OutOfMemoryException e) {
      throw new QueryException(
          ErrorCode.OUT_OF_MEMORY,
          "Not enough memory to write Arrow: file=" + path + "; raise the setting memory",
          e);
    }
  }

  @Override
  public void finish() {
    messages.end();
    output.commit();
  }

  @Override
  public void close() {
    output.close();
  }
}
