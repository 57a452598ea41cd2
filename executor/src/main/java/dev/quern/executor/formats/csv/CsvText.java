package dev.quern.executor.formats.csv;

import dev.quern.executor.memory.Memory;
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
  private byte[] bytes = new byte[1 << 17];
  private int size;

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

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Writes the column names. */
  void header(Schema schema) {
    for (int i = 0; i < schema.size(); i++) {
      if (i > 0) {
        put(delimiter);
      }
      int start = size;
      put(schema.field(i).name().getBytes(StandardCharsets.UTF_8));
      quoteFrom(start);
    }
    put((byte) '\n');
  }

  /** Writes the field of a row, after a delimiter unless it is the first. */
  void field(ValueEncoder encoder, int row, int column) {
    if (column > 0) {
      put(delimiter);
    }
    if (encoder.isNull(row)) {
      put(nullText);
      return;
    }
    int start = size;
    encoder.write(row, this);
    if (encoder.mayNeedQuotes()) {
      quoteFrom(start);
    }
  }

  void endRow() {
    put((byte) '\n');
  }

  void put(byte value) {
    ensure(1);
    bytes[size++] = value;
  }

  void put(byte[] values) {
    ensure(values.length);
    System.arraycopy(values, 0, bytes, size, values.length);
    size += values.length;
  }

  /** Appends bytes from off-heap memory. */
  void put(long address, int length) {
    ensure(length);
    Memory.copyTo(address, bytes, size, length);
    size += length;
  }

  /** Appends a number of at least {@code digits} digits. */
  void putPadded(long value, int digits) {
    ensure(20);
    long limit = 1;
    int count = 1;
    while (count < 19 && (count < digits || value / limit >= 10)) {
      limit *= 10;
      count++;
    }
    for (; limit > 0; limit /= 10) {
      bytes[size++] = (byte) ('0' + value / limit % 10);
    }
  }

  /** Quotes what was written since {@code start} if it would be read back as something else. */
  private void quoteFrom(int start) {
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
    ensure(quotes + 2);
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
    size = end;
  }

  private boolean isNullText(int start) {
    return nullText.length > 0 && Arrays.equals(bytes, start, size, nullText, 0, nullText.length);
  }

  private void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
