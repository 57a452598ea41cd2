package dev.quern.cli.output;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.Field;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Comma- or tab-separated values with a header. NULL is an empty field, an empty string is {@code
 * ""}; a field is quoted if it would else be read as something different.
 */
final class DelimitedWriter implements ResultWriter {
  private static final char QUOTE = '"';

  private final Appendable out;
  private final char delimiter;

  DelimitedWriter(Appendable out, char delimiter) {
    this.out = out;
    this.delimiter = delimiter;
  }

  @Override
  public long write(BatchSource rows) throws IOException {
    int column = 0;
    for (Field field : rows.schema().fields()) {
      writeField(column++, field.name());
    }
    out.append('\n');
    long rowCount = 0;
    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
      try (Batch closed = batch) {
        RowReader reader = new RowReader(closed);
        for (int row = 0; row < closed.rowCount(); row++) {
          for (column = 0; column < reader.columnCount(); column++) {
            writeField(column, reader.column(column).text(row));
          }
          out.append('\n');
        }
        rowCount += closed.rowCount();
      }
    }
    return rowCount;
  }

  private void writeField(int column, @Nullable String text) throws IOException {
    if (column > 0) {
      out.append(delimiter);
    }
    if (text == null) {
      return;
    }
    if (!needsQuotes(text)) {
      out.append(text);
      return;
    }
    out.append(QUOTE);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c);
      if (c == QUOTE) {
        out.append(QUOTE);
      }
    }
    out.append(QUOTE);
  }

  private boolean needsQuotes(String text) {
    if (text.isEmpty() || text.charAt(0) == ' ' || text.charAt(text.length() - 1) == ' ') {
      return true;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == delimiter || c == QUOTE || c == '\n' || c == '\r') {
        return true;
      }
    }
    return false;
  }
}
