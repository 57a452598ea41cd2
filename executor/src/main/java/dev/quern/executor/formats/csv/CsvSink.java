package dev.quern.executor.formats.csv;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.formats.text.TextOutput;
import dev.quern.executor.formats.text.ValueEncoder;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;

/** Writes a CSV file. */
final class CsvSink implements BatchSink {
  private final List<ValueEncoder> encoders = new ArrayList<>();
  private final CsvText text;
  private final TextOutput output;

  /** Throws UNSUPPORTED if a column has a type that CSV cannot hold. */
  CsvSink(String path, Schema schema, CsvOptions options, WriteContext context) {
    this.text = new CsvText(options);
    schema.fields().forEach(field -> encoders.add(ValueEncoder.of(field, "CSV")));
    this.output =
        new TextOutput(path, options.compression(path), text.buffer(), context.bytesWritten());
    if (!Boolean.FALSE.equals(options.header())) {
      text.header(schema);
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
        output.flushIfLarge();
      }
    }
  }

  @Override
  public void finish() {
    output.finish();
  }

  @Override
  public void close() {
    output.close();
  }
}
