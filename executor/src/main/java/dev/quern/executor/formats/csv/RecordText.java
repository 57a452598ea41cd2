package dev.quern.executor.formats.csv;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Cuts single records into texts: header lines and excerpts, never rows in bulk. */
final class RecordText {
  private static final CsvDialect COMMAS = new CsvDialect(',', '"', '"', CsvOptions.NONE, 0);

  private RecordText() {}

  /** Returns the texts as one record that {@link #decode} reads back. */
  static String encode(List<String> texts) {
    StringJoiner record = new StringJoiner(",");
    for (String text : texts) {
      record.add('"' + text.replace("\"", "\"\"") + '"');
    }
    return record.toString();
  }

  static List<String> decode(String record) {
    return fields(record.getBytes(StandardCharsets.UTF_8), COMMAS);
  }

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
