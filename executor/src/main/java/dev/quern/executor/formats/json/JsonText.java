package dev.quern.executor.formats.json;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.formats.text.TextBuffer;
import dev.quern.executor.formats.text.ValueEncoder;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Rows as JSON objects in a growing byte array. */
final class JsonText {
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** How the text of a value becomes JSON. */
  private enum Form {
    /** As it is. */
    BARE,
    /** As it is, but words such as NaN become strings. */
    FLOATING,
    /** In quotes; there is nothing to escape. */
    QUOTED,
    TEXT,
    BYTES
  }

  private final TextBuffer buffer = new TextBuffer();
  private final ValueEncoder[] encoders;
  private final Form[] forms;
  private final byte[][] keys;

  JsonText(Schema schema) {
    this.encoders = new ValueEncoder[schema.size()];
    this.forms = new Form[schema.size()];
    this.keys = new byte[schema.size()][];
    for (int i = 0; i < schema.size(); i++) {
      Field field = schema.field(i);
      encoders[i] = ValueEncoder.of(field, "JSON");
      forms[i] = form(field.type());
      keys[i] = key(field.name(), i == 0);
    }
  }

  private static Form form(DataType type) {
    if (type instanceof DataType.DoubleType || type instanceof DataType.FloatType) {
      return Form.FLOATING;
    }
    if (type.isNumeric() || type instanceof DataType.BooleanType) {
      return Form.BARE;
    }
    if (type instanceof DataType.VarcharType) {
      return Form.TEXT;
    }
    return type instanceof DataType.VarbinaryType ? Form.BYTES : Form.QUOTED;
  }

  private byte[] key(String name, boolean isFirst) {
    buffer.put((byte) (isFirst ? '{' : ','));
    buffer.put((byte) '"');
    int start = buffer.size();
    buffer.put(name.getBytes(StandardCharsets.UTF_8));
    escapeFrom(start);
    buffer.put((byte) '"');
    buffer.put((byte) ':');
    byte[] key = Arrays.copyOf(buffer.bytes(), buffer.size());
    buffer.setSize(0);
    return key;
  }

  TextBuffer buffer() {
    return buffer;
  }

  /** Sets the batch whose rows are written next. */
  void start(Batch batch) {
    for (int i = 0; i < encoders.length; i++) {
      encoders[i].start(batch.vector(i));
    }
  }

  /** Appends a row. */
  void row(int row) {
    for (int i = 0; i < encoders.length; i++) {
      buffer.put(keys[i]);
      if (encoders[i].isNull(row)) {
        buffer.put(NULL);
      } else {
        value(encoders[i], forms[i], row);
      }
    }
    buffer.put((byte) '}');
  }

  private void value(ValueEncoder encoder, Form form, int row) {
    int start = buffer.size();
    switch (form) {
      case BARE:
        encoder.write(row, buffer);
        return;
      case FLOATING:
        encoder.write(row, buffer);
        if (!isDigit(buffer.bytes()[buffer.size() - 1])) {
          quoteFrom(start);
        }
        return;
      case QUOTED:
        buffer.put((byte) '"');
        encoder.write(row, buffer);
        buffer.put((byte) '"');
        return;
      case TEXT:
        buffer.put((byte) '"');
        encoder.write(row, buffer);
        escapeFrom(start + 1);
        buffer.put((byte) '"');
        return;
      case BYTES:
        encoder.write(row, buffer);
        hexFrom(start);
        return;
    }
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }

  private void quoteFrom(int start) {
    byte[] word = Arrays.copyOfRange(buffer.bytes(), start, buffer.size());
    buffer.setSize(start);
    buffer.put((byte) '"');
    buffer.put(word);
    buffer.put((byte) '"');
  }

  private void hexFrom(int start) {
    byte[] value = Arrays.copyOfRange(buffer.bytes(), start, buffer.size());
    buffer.setSize(start);
    buffer.put(new byte[] {'"', '\\', '\\', 'x'});
    for (byte next : value) {
      buffer.put(HEX[next >> 4 & 0xF]);
      buffer.put(HEX[next & 0xF]);
    }
    buffer.put((byte) '"');
  }

  /** Escapes what was written since {@code start}: quotes, backslashes and control characters. */
  private void escapeFrom(int start) {
    int size = buffer.size();
    byte[] bytes = buffer.bytes();
    int more = 0;
    for (int i = start; i < size; i++) {
      more += extraBytes(bytes[i]);
    }
    if (more == 0) {
      return;
    }
    buffer.ensure(more);
    bytes = buffer.bytes();
    int target = size + more - 1;
    for (int i = size - 1; target > i; i--) {
      byte next = bytes[i];
      int extra = extraBytes(next);
      if (extra == 5) {
        bytes[target--] = HEX[next & 0xF];
        bytes[target--] = HEX[next >> 4];
        bytes[target--] = '0';
        bytes[target--] = '0';
        bytes[target--] = 'u';
        bytes[target--] = '\\';
      } else {
        bytes[target--] = extra == 0 ? next : letter(next);
        if (extra == 1) {
          bytes[target--] = '\\';
        }
      }
    }
    buffer.setSize(size + more);
  }

  private static int extraBytes(byte value) {
    if (value == '"' || value == '\\' || value == '\n' || value == '\r' || value == '\t') {
      return 1;
    }
    return value >= 0 && value < ' ' ? 5 : 0;
  }

  private static byte letter(byte value) {
    switch (value) {
      case '\n':
        return 'n';
      case '\r':
        return 'r';
      case '\t':
        return 't';
      default:
        return value;
    }
  }
}
