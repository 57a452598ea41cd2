package dev.quern.executor.formats.json;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.FileOutput;
import dev.quern.executor.formats.WriteContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes one object a line, or one array of objects. */
final class JsonSink implements BatchSink {
  private static final int FLUSH_BYTES = 1 << 16;

  private final String path;
  private final boolean isArray;
  private final JsonText text;
  private final FileOutput output;
  private final OutputStream stream;
  private long rows;

  /** Throws UNSUPPORTED if a column has a type that JSON cannot hold. */
  JsonSink(String path, Schema schema, JsonOptions options, WriteContext context) {
    this.path = path;
    this.isArray = options.isArray();
    this.text = new JsonText(schema);
    FileOutput opened = null;
    try {
      opened = new FileOutput(Path.of(path), context.bytesWritten());
      this.output = opened;
      this.stream = options.compression(path).compress(stream(opened));
    } catch (IOException e) {
      closeAfter(opened, e);
      throw failed(e);
    }
    if (isArray) {
      text.buffer().put((byte) '[');
    }
  }

  private static void closeAfter(@Nullable FileOutput opened, IOException failure) {
    try {
      if (opened != null) {
        opened.close();
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static OutputStream stream(FileOutput output) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        output.write(ByteBuffer.wrap(new byte[] {(byte) value}));
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        output.write(ByteBuffer.wrap(bytes, offset, length));
      }
    };
  }

  @Override
  public void add(Batch batch) {
    try (batch) {
      text.start(batch);
      for (int row = 0; row < batch.rowCount(); row++) {
        if (isArray && rows > 0) {
          text.buffer().put((byte) ',');
        }
        if (isArray) {
          text.buffer().put((byte) '\n');
        }
        text.row(row);
        if (!isArray) {
          text.buffer().put((byte) '\n');
        }
        rows++;
        if (text.buffer().size() >= FLUSH_BYTES) {
          flush();
        }
      }
    }
  }

  private void flush() {
    try {
      stream.write(text.buffer().bytes(), 0, text.buffer().size());
      text.buffer().setSize(0);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void finish() {
    if (isArray) {
      text.buffer().put((byte) '\n');
      text.buffer().put((byte) ']');
      text.buffer().put((byte) '\n');
    }
    flush();
    try {
      stream.close();
      output.commit();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private QueryException failed(IOException cause) {
    return new QueryException(
        ErrorCode.ofFailedWrite(cause),
        "Cannot write file: file=" + path + ", reason=" + cause.getMessage(),
        cause);
  }

  @Override
  public void close() {
    try {
      output.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
