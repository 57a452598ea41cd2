package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.ByteSource;
import dev.quern.executor.formats.text.TextWindow;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Reads a file from its start to tell where an error is: its line, and whether the split that met
 * it had begun at a row. Only errors pay for this.
 *
 * @param firstRow offset of the first row that begins at the split's start or later
 * @param line number of the line, from 1, at the offset in question
 */
record FilePlace(long firstRow, long line) {
  private static final int BLOCK_BYTES = 1 << 18;
  private static final RowProblems NONE =
      new RowProblems() {
        @Override
        public boolean keepRaggedRow(int start, int end) {
          return true;
        }

        @Override
        public void unclosedQuote(int start) {}

        @Override
        public void rowTooLong(int start) {}

        @Override
        public void badValue(int row, int column, int start, int end, BadValue problem) {}
      };

  /** Finds the place of the byte at {@code offset} in a split that starts at {@code splitStart}. */
  static FilePlace of(
      String path,
      CsvOptions options,
      CsvDialect dialect,
      long splitStart,
      long offset,
      BufferAllocator allocator) {
    ByteSource source = ByteSources.open(path, options);
    try (TextWindow window = new TextWindow(path, source, 0, BLOCK_BYTES, allocator, bytes -> {})) {
      RowIndex rows = new RowIndex(dialect, new TreeSet<>(), NONE);
      FileStart.skipTo(window, rows, options);
      int position = rows.position();
      while (window.fileOffset() + position < splitStart) {
        rows.find(window, position, splitStart - window.fileOffset(), 4096);
        boolean isStuck = rows.position() == position;
        position = rows.position();
        if (isStuck && window.isAtEnd()) {
          break;
        }
        if (isStuck) {
          window.advance(position, BLOCK_BYTES);
          position = 0;
        }
      }
      long firstRow = window.fileOffset() + position;
      return new FilePlace(firstRow, countLines(path, options, offset, allocator));
    }
  }

  private static long countLines(
      String path, CsvOptions options, long offset, BufferAllocator allocator) {
    ByteSource source = ByteSources.open(path, options);
    long line = 1;
    try (TextWindow window = new TextWindow(path, source, 0, BLOCK_BYTES, allocator, bytes -> {})) {
      boolean afterReturn = false;
      while (window.fileOffset() < offset && window.advance(window.limit(), BLOCK_BYTES)) {
        long end = Math.min(window.limit(), offset - window.fileOffset());
        for (int i = 0; i < end; i++) {
          int next = window.byteAt(i);
          if (next == '\r' || (next == '\n' && !afterReturn)) {
            line++;
          }
          afterReturn = next == '\r';
        }
      }
    }
    return line;
  }
}
