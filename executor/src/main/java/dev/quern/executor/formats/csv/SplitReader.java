package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.text.ByteSource;
import dev.quern.executor.formats.text.TextWindow;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;

/** Finds the rows of one split, block by block. */
final class SplitReader implements AutoCloseable {
  /** Read past the end of the split, for its last row. */
  private static final int TAIL_BYTES = 1 << 16;

  private final ScanRequest request;
  private final CsvOptions options;
  private final RowIndex rows;
  private final RowProblems problems;
  private final Split split;
  private final TextWindow window;
  private final long stop;
  private final boolean guesses;
  private int position;
  private long firstRow;

  /**
   * Opens the split's file; {@link #begin} must be called next.
   *
   * @param knownStart where the split's first row begins, -1 = to be guessed
   */
  SplitReader(
      ScanRequest request,
      CsvOptions options,
      RowIndex rows,
      RowProblems problems,
      Split split,
      long knownStart,
      int blockBytes) {
    this.request = request;
    this.problems = problems;
    this.options = options;
    this.rows = rows;
    this.split = split;
    this.guesses = split.start() > 0 && !split.exactStart() && knownStart < 0;
    String path = split.file().path();
    // The length of a compressed file says nothing about that of its content.
    boolean isWhole = ByteSources.isStream(path, options);
    this.stop = isWhole ? Long.MAX_VALUE : split.start() + split.length();
    ByteSource source = ByteSources.open(path, options);
    try {
      this.window =
          new TextWindow(
              path,
              source,
              knownStart >= 0 ? knownStart : split.start() - (guesses ? 1 : 0),
              isWhole ? blockBytes : (int) Math.min(blockBytes, split.file().sizeBytes() + 1),
              request.allocator(),
              request.bytesRead());
    } catch (RuntimeException | Error e) {
      closeQuietly(source, e);
      throw e;
    }
  }

  private static void closeQuietly(ByteSource source, Throwable failure) {
    try {
      source.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Finds the first row. */
  void begin(CsvDialect dialect) {
    if (split.start() == 0) {
      skipHeader(dialect);
    } else if (guesses) {
      guessFirstRow(dialect);
    }
    firstRow = window.fileOffset() + position;
  }

  private void skipHeader(CsvDialect dialect) {
    RowIndex headerRows =
        new RowIndex(dialect, new TreeSet<>(), new HeaderProblems(split.file().path()));
    int[] header = FileStart.skipTo(window, headerRows, options);
    position = headerRows.position();
    List<String> expected = options.headerNames();
    if (header != null && expected != null) {
      byte[] line = window.bytes(header[0], header[1]);
      List<String> found = HeaderNames.settle(RecordText.fields(line, dialect));
      FileStart.checkHeader(split.file().path(), expected, found);
    }
  }

  private void guessFirstRow(CsvDialect dialect) {
    skipLine();
    boolean seesStart = window.fileOffset() == split.start() - 1;
    if (seesStart) {
      position = new RowStartGuess(window, dialect).choose(1, position);
    }
  }

  /** Moves on to the byte after the next line end. */
  private void skipLine() {
    while (true) {
      int next = window.byteAt(position);
      if (next == -1) {
        boolean goesOn = window.advance(window.limit(), wantedBytes());
        position = goesOn ? 0 : window.limit();
        if (!goesOn) {
          return;
        }
        continue;
      }
      position++;
      if (next == '\n') {
        return;
      }
      if (next == '\r') {
        if (window.byteAt(position) == -1 && !window.isAtEnd()) {
          window.advance(position, wantedBytes());
          position = 0;
        }
        position += window.byteAt(position) == '\n' ? 1 : 0;
        return;
      }
    }
  }

  /**
   * Finds the next rows; those found before are no longer valid.
   *
   * @return how many, 0 at the end of the split
   */
  int nextRows(int most) {
    while (true) {
      int count = rows.find(window, position, stop - window.fileOffset(), most);
      position = rows.position();
      if (count > 0) {
        return count;
      }
      boolean isFinished = window.fileOffset() + position >= stop;
      if (isFinished || (window.isAtEnd() && position == window.limit())) {
        return 0;
      }
      if (position < window.limit()) {
        checkRowLength();
      }
      request.cancellation().run();
      window.advance(position, wantedBytes());
      position = 0;
    }
  }

  private void checkRowLength() {
    if (window.limit() - position > options.maxRowBytes()) {
      problems.rowTooLong(position);
    }
  }

  private long wantedBytes() {
    long left = stop - window.fileOffset() - window.limit();
    return Math.max(Math.min(Math.max(left, 0), Integer.MAX_VALUE) + TAIL_BYTES, window.limit());
  }

  /** Returns the address that positions of found rows count from. */
  long base() {
    return window.address();
  }

  TextWindow window() {
    return window;
  }

  Split split() {
    return split;
  }

  /** Returns the offset in the file of the first row of this split, as far as it knows. */
  long firstRow() {
    return firstRow;
  }

  /** Returns what the split learnt once it was read to its end. */
  SplitReport report() {
    return new SplitReport(split, firstRow, window.fileOffset() + position);
  }

  @Override
  public void close() {
    window.close();
  }
}
