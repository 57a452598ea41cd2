package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.ByteSource;
import dev.quern.executor.formats.text.TextWindow;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Finds what stands before a file's first row: byte order mark, skipped lines, the header. */
final class FileStart {
  private static final int BLOCK_BYTES = 1 << 16;

  private FileStart() {}

  /**
   * Leaves {@code rows} positioned at the first row of a file whose window is at offset 0.
   *
   * @return the window positions of the header's first byte and of its end, null if there is none
   */
  static int @Nullable [] skipTo(TextWindow window, RowIndex rows, CsvOptions options) {
    window.advance(0, BLOCK_BYTES);
    boolean goesOn = true;
    while (goesOn && window.limit() < 3) {
      goesOn = window.advance(0, BLOCK_BYTES);
    }
    boolean hasMark =
        window.byteAt(0) == 0xEF && window.byteAt(1) == 0xBB && window.byteAt(2) == 0xBF;
    int position = hasMark ? 3 : 0;
    for (int i = 0; i < options.skip(); i++) {
      position = afterLine(window, position);
    }
    boolean hasHeader = Boolean.TRUE.equals(options.header());
    while (true) {
      int count = rows.find(window, position, Long.MAX_VALUE, hasHeader ? 1 : 0);
      if (count == 1) {
        return new int[] {rows.rowStart(0), rows.position()};
      }
      position = rows.position();
      if (!hasHeader || window.isAtEnd()) {
        return null;
      }
      window.advance(0, Math.max(BLOCK_BYTES, window.limit()));
    }
  }

  /** Returns the names in a file's header line; none if the file ends before it. */
  static List<String> readHeader(String path, CsvOptions options, BufferAllocator allocator) {
    CsvDialect dialect = CsvDialect.of(options, 0);
    ByteSource source = ByteSources.open(path, options);
    try (TextWindow window = new TextWindow(path, source, 0, BLOCK_BYTES, allocator, bytes -> {})) {
      RowIndex rows = new RowIndex(dialect, new TreeSet<>(), new HeaderProblems(path));
      int[] header = skipTo(window, rows, options);
      return header == null
          ? List.of()
          : HeaderNames.settle(RecordText.fields(window.bytes(header[0], header[1]), dialect));
    }
  }

  private static int afterLine(TextWindow window, int from) {
    int position = from;
    while (true) {
      int next = window.byteAt(position);
      if (next == -1) {
        if (!window.advance(0, Math.max(BLOCK_BYTES, window.limit()))) {
          return position;
        }
        continue;
      }
      position++;
      if (next == '\n') {
        return position;
      }
      if (next == '\r') {
        if (window.byteAt(position) == -1) {
          window.advance(0, BLOCK_BYTES);
        }
        return window.byteAt(position) == '\n' ? position + 1 : position;
      }
    }
  }

  /**
   * Checks that a file's header names the columns that the table was given.
   *
   * @throws QueryException MALFORMED_FILE if names are missing, new or in another order
   */
  static void checkHeader(String path, List<String> expected, List<String> found) {
    if (expected.equals(found)) {
      return;
    }
    List<String> missing = new ArrayList<>(expected);
    missing.removeAll(found);
    List<String> surplus = new ArrayList<>(found);
    surplus.removeAll(expected);
    throw new QueryException(
        ErrorCode.MALFORMED_FILE,
        "Header differs from that of the table's other files: file="
            + path
            + (missing.isEmpty() ? "" : ", missing=" + missing)
            + (surplus.isEmpty() ? "" : ", not expected=" + surplus)
            + (missing.isEmpty() && surplus.isEmpty() ? ", the order differs" : "")
            + ", expected="
            + expected
            + ", found="
            + found
            + "; query the files apart, or set header => true and columns");
  }
}
