package dev.quern.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.quern.engine.results.ValueText;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An array of objects, or one object a line. Numbers stay exact; dates, times and bytes are
 * strings.
 */
final class JsonWriter implements ResultWriter {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private final Writer out;
  private final boolean asLines;

  JsonWriter(Writer out, boolean asLines) {
    this.out = out;
    this.asLines = asLines;
  }

  @Override
  public long write(BatchSource rows) throws IOException {
    long rowCount = 0;
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      MinimalPrettyPrinter printer = new MinimalPrettyPrinter(asLines ? "\n" : ",\n ");
      json.setPrettyPrinter(printer);
      out.write(asLines ? "" : "[");
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        try (Batch closed = batch) {
          RowReader reader = new RowReader(closed);
          for (int row = 0; row < closed.rowCount(); row++) {
            json.writeStartObject();
            for (int column = 0; column < reader.columnCount(); column++) {
              json.writeFieldName(closed.schema().field(column).name());
              writeValue(json, reader.column(column).value(row));
            }
            json.writeEndObject();
          }
          rowCount += closed.rowCount();
        }
      }
      json.flush();
      out.write(asLines ? (rowCount == 0 ? "" : "\n") : "]\n");
      out.flush();
    }
    return rowCount;
  }

  private static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof BigDecimal decimal) {
      json.writeNumber(decimal);
    } else if (value instanceof Double || value instanceof Float) {
      writeFloating(json, ((Number) value).doubleValue(), value);
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        writeValue(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        writeValue(json, entry.getValue());
      }
      json.writeEndObject();
    } else {
      json.writeString(ValueText.of(value));
    }
  }

  /** JSON has no number for NaN and the infinities: they are strings. */
  private static void writeFloating(JsonGenerator json, double number, Object value)
      throws IOException {
    if (Double.isFinite(number)) {
      json.writeNumber(ValueText.of(value));
    } else {
      json.writeString(ValueText.of(value));
    }
  }
}
