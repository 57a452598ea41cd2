package dev.quern.executor.formats.json;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.formats.text.TextBuffer;
import dev.quern.executor.formats.text.TextOutput;
import dev.quern.plan.types.Schema;

/** Writes one object a line, or one array of objects. */
final class JsonSink implements BatchSink {
  private final boolean isArray;
  private final JsonText text;
  private final TextBuffer buffer;
  private final TextOutput output;
  private long rows;

  /** Throws UNSUPPORTED if a column has a type that JSON cannot hold. */
  JsonSink(String path, Schema schema, JsonOptions options, WriteContext context) {
    this.isArray = options.isArray();
    this.text = new JsonText(schema);
    this.buffer = text.buffer();
    this.output = new TextOutput(path, options.compression(path), buffer, context.bytesWritten());
    if (isArray) {
      buffer.put((byte) '[');
    }
  }

  @Override
  public void add(Batch batch) {
    try (batch) {
      text.start(batch);
      for (int row = 0; row < batch.rowCount(); row++) {
        if (isArray && rows > 0) {
          buffer.put((byte) ',');
        }
        if (isArray) {
          buffer.put((byte) '\n');
        }
        text.row(row);
        if (!isArray) {
          buffer.put((byte) '\n');
        }
        rows++;
        output.flushIfLarge();
      }
    }
  }

  @Override
  public void finish() {
    if (isArray) {
      buffer.put((byte) '\n');
      buffer.put((byte) ']');
      buffer.put((byte) '\n');
    }
    output.finish();
  }

  @Override
  public void close() {
    output.close();
  }
}
