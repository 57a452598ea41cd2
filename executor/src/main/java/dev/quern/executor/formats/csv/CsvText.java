package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.TextBuffer;
import dev.quern.executor.formats.text.ValueEncoder;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** CSV being written: a growing byte array, with quotes where the reader would need them. */
final class CsvText {
  private final byte delimiter;
  private final byte quote;
  private final byte escape;
  private final byte[] nullText;
  private final TextBuffer buffer = new TextBuffer();

  CsvText(CsvOptions options) {
    if (options.isExotic()) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "CSV is written with a delimiter of one ASCII character: delimiter="
              + options.delimiterText());
    }
    CsvDialect dialect = CsvDialect.of(options, 0);
    this.delimiter = (byte) dialect.delimiter();
    this.quote = (byte) (dialect.quote() == CsvOptions.NONE ? '"' : dialect.quote());
    this.escape = dialect.doublesQuotes() ? quote : (byte) dialect.escape();
    this.nullText =
        options.nullStrings().isEmpty()
            ? new byte[0]
            : options.nullStrings().get(0).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns what was written and not yet taken away. */
  TextBuffer buffer() {
    return buffer;
  }

  /** Writes the column names. */
  void header(Schema schema) {
    for (int i = 0; i < schema.size(); i++) {
      if (i > 0) {
        buffer.put(delimiter);
      }
      int start = buffer.size();
      buffer.put(schema.field(i).name().getBytes(StandardCharsets.UTF_8));
      quoteFrom(start);
    }
    buffer.put((byte) '\n');
  }

  /** Writes the field of a row, after a delimiter unless it is the first. */
  void field(ValueEncoder encoder, int row, int column) {
    if (column > 0) {
      buffer.put(delimiter);
    }
    if (encoder.isNull(row)) {
      buffer.put(nullText);
      return;
    }
    int start = buffer.size();
    encoder.write(row, buffer);
    if (encoder.mayNeedQuotes()) {
      quoteFrom(start);
    }
  }

  void endRow() {
    buffer.put((byte) '\n');
  }

  /** Quotes what was written since {@code start} if it would be read back as something else. */
  private void quoteFrom(int start) {
    int size = buffer.size();
    byte[] bytes = buffer.bytes();
    boolean isNeeded = start == size || isNullText(start);
    int quotes = 0;
    for (int i = start; i < size; i++) {
      byte next = bytes[i];
      quotes += next == quote || next == escape ? 1 : 0;
      isNeeded |=
          next == delimiter || next == '\n' || next == '\r' || next == quote || next == escape;
    }
    isNeeded |=
        size > start && (bytes[start] == ' ' || bytes[size - 1] == ' ' || bytes[start] == '#');
    if (!isNeeded) {
      return;
    }
    buffer.ensure(quotes + 2);
    bytes = buffer.bytes();
    int end = size + quotes + 2;
    int target = end - 1;
    bytes[target--] = quote;
    for (int i = size - 1; i >= start; i--) {
      byte next = bytes[i];
      bytes[target--] = next;
      if (next == quote || next == escape) {
        bytes[target--] = escape;
      }
    }
    bytes[target] = quote;
    buffer.setSize(end);
  }

  private boolean isNullText(int start) {
    return nullText.length > 0
        && Arrays.equals(buffer.bytes(), start, buffer.size(), nullText, 0, nullText.length);
  }
}
