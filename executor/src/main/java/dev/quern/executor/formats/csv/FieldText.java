package dev.quern.executor.formats.csv;

import dev.quern.executor.memory.Memory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The text of one field after quotes and null strings: a cursor that is set anew for each field.
 * Owns a scratch buffer for fields that must be copied to be unquoted.
 */
final class FieldText implements AutoCloseable {
  /** What a field turned out to be. */
  enum Kind {
    NULL,
    TEXT,
    /** A quoted field with something between its closing quote and the delimiter. */
    MALFORMED
  }

  private final int quote;
  private final int escape;
  private final byte[][] nullStrings;
  private final BufferAllocator allocator;
  private ArrowBuf scratch;
  private long start;
  private long end;

  FieldText(CsvDialect dialect, List<String> nullStrings, BufferAllocator allocator) {
    this.quote = dialect.quote();
    this.escape = dialect.doublesQuotes() ? CsvOptions.NONE : dialect.escape();
    this.allocator = allocator;
    this.scratch = allocator.buffer(64);
    this.nullStrings =
        nullStrings.stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  /** Returns whether a number or date may stand for NULL, so that no value is what it seems. */
  boolean nullsLookLikeValues() {
    for (byte[] text : nullStrings) {
      for (byte next : text) {
        if (next >= '0' && next <= '9') {
          return true;
        }
      }
    }
    return false;
  }

  boolean hasNullStrings() {
    return nullStrings.length > 0;
  }

  long start() {
    return start;
  }

  long end() {
    return end;
  }

  /** Reads the field between two addresses; an end before the start is a missing field. */
  Kind read(long fieldStart, long fieldEnd) {
    start = fieldStart;
    end = fieldEnd;
    if (end <= start) {
      return Kind.NULL;
    }
    if (Memory.getByte(start) == quote && !unquote()) {
      return Kind.MALFORMED;
    }
    return isNullString() ? Kind.NULL : Kind.TEXT;
  }

  /** Leaves out spaces and tabs around the text. */
  void trim() {
    while (start < end && isBlank(Memory.getByte(start))) {
      start++;
    }
    while (start < end && isBlank(Memory.getByte(end - 1))) {
      end--;
    }
  }

  /** Returns the bytes as text. */
  static String toString(long start, long end) {
    byte[] bytes = new byte[(int) (end - start)];
    Memory.copyTo(start, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private boolean unquote() {
    long from = start + 1;
    long close = from;
    while (close < end && Memory.getByte(close) != quote && Memory.getByte(close) != escape) {
      close++;
    }
    if (close == end - 1 && Memory.getByte(close) == quote) {
      start = from;
      end = close;
      return true;
    }
    return unescape(from);
  }

  private boolean unescape(long from) {
    long length = end - from;
    if (scratch.capacity() < length) {
      scratch.close();
      scratch = allocator.buffer(length * 2);
    }
    long target = scratch.memoryAddress();
    long address = from;
    while (address < end) {
      byte next = Memory.getByte(address);
      byte following = address + 1 < end ? Memory.getByte(address + 1) : 0;
      boolean isPair = next == quote && following == quote && address + 1 < end;
      boolean isEscaped = next == escape && (following == quote || following == escape);
      if (next == quote && !isPair) {
        boolean isLast = onlyBlanks(address + 1, end);
        start = scratch.memoryAddress();
        end = target;
        return isLast;
      }
      if (isPair || isEscaped) {
        address++;
        next = following;
      }
      Memory.putByte(target++, next);
      address++;
    }
    return false;
  }

  /** Blanks after the closing quote are no part of the value. */
  private static boolean onlyBlanks(long from, long to) {
    long address = from;
    while (address < to && isBlank(Memory.getByte(address))) {
      address++;
    }
    return address == to;
  }

  private boolean isNullString() {
    for (byte[] text : nullStrings) {
      if (text.length == end - start && matches(text)) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (Memory.getByte(start + i) != text[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte value) {
    return value == ' ' || value == '\t';
  }

  @Override
  public void close() {
    scratch.close();
  }
}
