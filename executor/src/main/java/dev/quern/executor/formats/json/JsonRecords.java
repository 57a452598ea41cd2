package dev.quern.executor.formats.json;

import dev.quern.executor.formats.text.ByteSource;
import dev.quern.executor.formats.text.TextFiles;
import dev.quern.executor.formats.text.TextWindow;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.nodes.Split;
import java.io.IOException;
import java.util.function.LongConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records of a split one after the other. A split that is not the whole file is a piece
 * of a file of lines, and has the lines that begin in it: a line end inside a string is no JSON, so
 * every line end ends a record, wherever one begins to read.
 */
final class JsonRecords implements AutoCloseable {
  private static final int LEAST_READ_BYTES = 1 << 16;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LINE_ENDS = '\n' * ONES;

  private final JsonFile file;
  private final long splitEnd;
  private final TextWindow window;
  private final JsonScanner scanner;
  private final JsonLayout layout;
  private int position;
  private int start;
  private int end;
  private boolean isInArray;
  private boolean isPastArray;

  JsonRecords(
      JsonFile file,
      Split split,
      JsonScanner scanner,
      int blockBytes,
      BufferAllocator allocator,
      LongConsumer bytesRead) {
    this.file = file;
    this.scanner = scanner;
    long from = Math.max(split.start() - 1, 0);
    this.splitEnd = file.isStream() ? Long.MAX_VALUE : split.start() + split.length();
    ByteSource source = file.open();
    try {
      // No more than the split is wanted in memory if it is short.
      int block = (int) Math.max(1, Math.min(blockBytes, split.length() + LEAST_READ_BYTES));
      this.window = new TextWindow(file.path(), source, from, block, allocator, bytesRead);
    } catch (RuntimeException | Error e) {
      closeAfter(source, e);
      throw e;
    }
    try {
      this.layout = begin(split);
    } catch (RuntimeException | Error e) {
      window.close();
      throw e;
    }
  }

  private void closeAfter(ByteSource source, Throwable failure) {
    try {
      source.close();
    } catch (IOException e) {
      failure.addSuppressed(TextFiles.failure(file.path(), e));
    }
  }

  private JsonLayout begin(Split split) {
    if (split.start() > 0) {
      position = lineEnd() + 1;
      return JsonLayout.LINES;
    }
    while (window.limit() < 3 && readMore()) {}
    if (window.byteAt(0) == 0xEF && window.byteAt(1) == 0xBB && window.byteAt(2) == 0xBF) {
      position = 3;
    }
    JsonLayout declared = file.options().layout();
    return declared == null ? findLayout() : declared;
  }

  private JsonLayout findLayout() {
    if (!skipBlanks()) {
      return JsonLayout.LINES;
    }
    if (window.byteAt(position) == '[') {
      return JsonLayout.ARRAY;
    }
    int lineEnd = lineEnd();
    scanner.setLimit(window.address() + lineEnd);
    try {
      long first = scanner.value(window.address() + position);
      boolean isWholeLine = scanner.blanks(first) == window.address() + lineEnd;
      return isWholeLine ? JsonLayout.LINES : JsonLayout.VALUES;
    } catch (JsonSyntaxException e) {
      return e.isIncomplete() ? JsonLayout.VALUES : JsonLayout.LINES;
    }
  }

  JsonLayout layout() {
    return layout;
  }

  /**
   * Finds the next record.
   *
   * @return false if there is none
   */
  boolean next() {
    return layout == JsonLayout.LINES ? nextLine() : nextValue();
  }

  /** Returns the address of the record's first byte; valid until the next call of {@link #next}. */
  long start() {
    return window.address() + start;
  }

  /** Returns the address after the record's last byte. */
  long end() {
    return window.address() + end;
  }

  int length() {
    return end - start;
  }

  /** Returns the offset in the (unpacked) file of an address. */
  long offset(long address) {
    return window.fileOffset() + (address - window.address());
  }

  /** Returns a copy of the bytes between two addresses. */
  byte[] bytes(long from, long to) {
    return window.bytes((int) (from - window.address()), (int) (to - window.address()));
  }

  private boolean nextLine() {
    while (true) {
      while (position >= window.limit()) {
        if (!readMore()) {
          return false;
        }
      }
      if (window.fileOffset() + position >= splitEnd) {
        return false;
      }
      int lineEnd = lineEnd();
      checkLength(lineEnd - position);
      start = position;
      end = lineEnd;
      position = lineEnd + 1;
      trim();
      if (start < end) {
        return true;
      }
    }
  }

  private void trim() {
    long address = window.address();
    while (start < end && isBlank(Memory.getByte(address + start))) {
      start++;
    }
    while (start < end && isBlank(Memory.getByte(address + end - 1))) {
      end--;
    }
  }

  private static boolean isBlank(byte value) {
    return value == ' ' || value == '\t' || value == '\r' || value == '\n';
  }

  /** Returns where the line of {@code position} ends; {@code position} moves with the window. */
  private int lineEnd() {
    int searched = 0;
    while (true) {
      int limit = window.limit();
      int found = findLineEnd(position + searched, limit);
      if (found < limit || window.isAtEnd()) {
        return found;
      }
      searched = limit - position;
      checkLength(searched);
      readMore();
    }
  }

  private int findLineEnd(int from, int limit) {
    long base = window.address();
    // Line feeds stand after the limit.
    for (int i = from; i < limit; i += Long.BYTES) {
      long word = Memory.getLong(base + i) ^ LINE_ENDS;
      long found = (word - ONES) & ~word & HIGH_BITS;
      if (found != 0) {
        return Math.min(limit, i + (Long.numberOfTrailingZeros(found) >>> 3));
      }
    }
    return limit;
  }

  private boolean nextValue() {
    if (!skipBlanks()) {
      if (isInArray) {
        throw malformed(window.address() + position, "the file ends inside the array", "");
      }
      return false;
    }
    if (layout == JsonLayout.ARRAY && !enterElement()) {
      return false;
    }
    int valueEnd = valueEnd();
    checkLength(valueEnd - position);
    start = position;
    end = valueEnd;
    position = valueEnd;
    return true;
  }

  /** Moves over brackets and commas to the next element; returns false after the last. */
  private boolean enterElement() {
    int next = window.byteAt(position);
    if (isPastArray) {
      throw malformed(window.address() + position, "something follows the array", "");
    }
    boolean isFirst = !isInArray;
    if (isFirst) {
      if (next != '[') {
        throw malformed(window.address() + position, "the file does not begin with '['", "");
      }
      isInArray = true;
    } else if (next == ']') {
      return leaveArray();
    } else if (next != ',') {
      throw malformed(window.address() + position, "expected ',' or ']' after a record", "");
    }
    position++;
    if (!skipBlanks()) {
      throw malformed(window.address() + position, "the file ends inside the array", "");
    }
    return !isFirst || window.byteAt(position) != ']' || leaveArray();
  }

  private boolean leaveArray() {
    position++;
    isInArray = false;
    isPastArray = true;
    if (skipBlanks()) {
      throw malformed(window.address() + position, "something follows the array", "");
    }
    return false;
  }

  private int valueEnd() {
    while (true) {
      scanner.setLimit(window.address() + window.limit());
      try {
        long valueEnd = scanner.value(window.address() + position);
        return (int) (valueEnd - window.address());
      } catch (JsonSyntaxException e) {
        if (!e.isIncomplete() || window.isAtEnd()) {
          throw malformed(e);
        }
        checkLength(window.limit() - position);
        readMore();
      }
    }
  }

  private void checkLength(int length) {
    int most = file.options().maxRecordBytes();
    if (length > most) {
      throw file.error(
          ErrorCode.MALFORMED_FILE,
          "JSON record is longer than max_record_bytes",
          window.fileOffset() + position,
          ", max_record_bytes=" + most + "; a bracket may be left open, or raise max_record_bytes");
    }
  }

  /** Moves {@code position} to the next byte that is no blank; false if there is none. */
  private boolean skipBlanks() {
    while (true) {
      scanner.setLimit(window.address() + window.limit());
      position = (int) (scanner.blanks(window.address() + position) - window.address());
      if (position < window.limit()) {
        return true;
      }
      if (!readMore()) {
        return false;
      }
    }
  }

  /** Drops what is before {@code position}; returns false at the end of the file. */
  private boolean readMore() {
    if (window.isAtEnd()) {
      return false;
    }
    int dropped = Math.min(position, window.limit());
    long wanted = splitEnd - window.fileOffset() - window.limit();
    boolean hasRead = window.advance(dropped, Math.max(wanted, LEAST_READ_BYTES));
    position -= dropped;
    return hasRead;
  }

  /** Returns a user's error for a record that is no JSON. */
  RuntimeException malformed(JsonSyntaxException cause) {
    String remedy =
        layout == JsonLayout.LINES
            ? "; leave such lines out with on_error => 'skip', or set layout => 'unstructured' if"
                + " records span lines"
            : "";
    return malformed(cause.address(), cause.reason(), remedy);
  }

  private RuntimeException malformed(long address, String reason, String remedy) {
    long from = Math.max(window.address() + Math.min(position, start), address - 20);
    long to = Math.min(window.address() + window.limit(), Math.max(from, address) + 20);
    String near = from < to ? ", near=" + JsonFile.excerpt(bytes(from, to)) : "";
    return file.malformed(offset(address), reason, near + remedy);
  }

  /** Returns the error of a record that is JSON but cannot be a row. */
  RuntimeException error(ErrorCode code, String what, String particulars) {
    return file.error(code, what, offset(start()), particulars);
  }

  @Override
  public void close() {
    window.close();
  }

  /** Returns the layout that a file's first records show. */
  static JsonLayout layoutOf(JsonFile file, Split head, BufferAllocator allocator) {
    @Nullable JsonLayout declared = file.options().layout();
    if (declared != null) {
      return declared;
    }
    try (JsonRecords records =
        new JsonRecords(file, head, new JsonScanner(), LEAST_READ_BYTES, allocator, bytes -> {})) {
      return records.layout();
    }
  }
}
