package dev.quern.executor.formats.csv;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts single records into texts: header lines and excerpts, never rows in bulk. */
final class RecordText {
  private RecordText() {}

  /** Returns the fields of one record, unquoted; its line end may be there or not. */
  static List<String> fields(byte[] record, CsvDialect dialect) {
    List<String> fields = new ArrayList<>();
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    boolean isQuoted = false;
    boolean isStart = true;
    for (int i = 0; i < record.length; i++) {
      byte next = record[i];
      byte following = i + 1 < record.length ? record[i + 1] : (byte) '\n';
      if (isQuoted) {
        boolean isEscape = next == dialect.quote() || next == dialect.escape();
        if (isEscape && following == dialect.quote() && i + 1 < record.length) {
          field.write(following);
          i++;
        } else if (next == dialect.quote()) {
          isQuoted = false;
        } else {
          field.write(next);
        }
      } else if (next == dialect.quote() && isStart) {
        isQuoted = true;
        isStart = false;
      } else if (next == dialect.delimiter()) {
        fields.add(field.toString(StandardCharsets.UTF_8));
        field.reset();
        isStart = true;
      } else if (RowIndex.isLineEnd(next)) {
        break;
      } else {
        field.write(next);
        isStart = false;
      }
    }
    fields.add(field.toString(StandardCharsets.UTF_8));
    return fields;
  }
}
