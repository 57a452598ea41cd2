package dev.quern.executor.formats.csv;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.formats.text.ValueEncoder;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Writes a CSV file. The bytes go to a hidden file in the same folder, which takes the final name
 * when all is written.
 */
final class CsvSink implements BatchSink {
  private static final int FLUSH_BYTES = 1 << 16;

  private final Path path;
  private final Path temporary;
  private final OutputStream stream;
  private final WriteContext context;
  private final List<ValueEncoder> encoders = new ArrayList<>();
  private final CsvText text;
  private boolean isOpen = true;

  private CsvSink(
      Path path,
      Path temporary,
      OutputStream stream,
      Schema schema,
      CsvOptions options,
      WriteContext context) {
    this.path = path;
    this.temporary = temporary;
    this.stream = stream;
    this.context = context;
    this.text = new CsvText(options);
    schema.fields().forEach(field -> encoders.add(ValueEncoder.of(field, "CSV")));
    if (!Boolean.FALSE.equals(options.header())) {
      text.header(schema);
    }
  }

  /** Opens the file; throws UNSUPPORTED if a column has a type that CSV cannot hold. */
  static CsvSink open(String path, Schema schema, CsvOptions options, WriteContext context) {
    schema.fields().forEach(field -> ValueEncoder.of(field, "CSV"));
    Path target = Path.of(path);
    try {
      Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
      OutputStream stream =
          Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      OutputStream wrapped = options.compression(path).compress(stream);
      return new CsvSink(target, temporary, wrapped, schema, options, context);
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  @Override
  public void add(Batch batch) {
    try (batch) {
      for (int i = 0; i < encoders.size(); i++) {
        encoders.get(i).start(batch.vector(i));
      }
      for (int row = 0; row < batch.rowCount(); row++) {
        for (int i = 0; i < encoders.size(); i++) {
          text.field(encoders.get(i), row, i);
        }
        text.endRow();
        if (text.buffer().size() >= FLUSH_BYTES) {
          flush();
        }
      }
    }
  }

  private void flush() {
    try {
      stream.write(text.buffer().bytes(), 0, text.buffer().size());
      context.bytesWritten().accept(text.buffer().size());
      text.buffer().setSize(0);
    } catch (IOException e) {
      throw failure(path.toString(), e);
    }
  }

  @Override
  public void finish() {
    flush();
    try {
      isOpen = false;
      stream.close();
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failure(path.toString(), e);
    }
  }

  @Override
  public void close() {
    try {
      try {
        if (isOpen) {
          isOpen = false;
          stream.close();
        }
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw failure(path.toString(), e);
    }
  }

  private static QueryException failure(String path, IOException cause) {
    return new QueryException(
        ErrorCode.ofFailedWrite(cause),
        "Cannot write file: file=" + path + ", reason=" + cause.getMessage(),
        cause);
  }
}
