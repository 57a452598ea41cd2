package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.TextWindow;
import java.util.List;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Reads rows at several places of several files and shows their fields to an observer. */
final class TypeSampler implements RowProblems {
  private static final int CHUNK_ROWS = 512;
  private static final int MIN_BLOCK_BYTES = 1 << 16;

  private final CsvOptions options;
  private final CsvDialect dialect;
  private final BufferAllocator allocator;
  private boolean isRagged;

  /** Takes the fields of sampled rows. */
  interface Observer {
    /** Takes a field that is not null, unquoted. */
    void field(int column, long start, long end);

    /** Takes a null. */
    default void empty(int column) {}

    /** Takes the end of a row that has the given bytes in the file. */
    default void row(int bytes) {}
  }

  TypeSampler(CsvOptions options, CsvDialect dialect, BufferAllocator allocator) {
    this.options = options;
    this.dialect = dialect;
    this.allocator = allocator;
  }

  /**
   * Reads the first rows of a file.
   *
   * @param bytes about how many to read
   * @param firstRow takes the first row that is not a header; null = treat it as the others
   * @return the names in the header, null if there is none
   */
  @Nullable List<String> sampleStart(
      String path, long bytes, @Nullable Observer firstRow, Observer others) {
    try (TextWindow window = window(path, 0, bytes)) {
      RowIndex rows = rows();
      int[] header = FileStart.skipTo(window, rows, options);
      List<String> names =
          header == null
              ? null
              : HeaderNames.settle(RecordText.fields(window.bytes(header[0], header[1]), dialect));
      sample(window, rows, rows.position(), bytes, firstRow, others);
      return names;
    }
  }

  /**
   * Reads rows from somewhere in a file. If they do not look like rows, the place lies inside a
   * quoted field and nothing is shown.
   */
  void sampleMiddle(String path, long offset, long bytes, Observer observer) {
    try (TextWindow window = window(path, offset, bytes)) {
      window.advance(0, bytes);
      int position = 0;
      while (position < window.limit() && window.byteAt(position) != '\n') {
        position++;
      }
      isRagged = false;
      // Counted first: a place inside quotes shows itself by rows of another length.
      sample(window, rows(), position + 1, bytes, null, NOTHING);
      if (!isRagged && position < window.limit()) {
        sample(window, rows(), position + 1, 0, null, observer);
      }
    }
  }

  private static final Observer NOTHING = (column, start, end) -> {};

  private void sample(
      TextWindow window,
      RowIndex rows,
      int from,
      long bytes,
      @Nullable Observer firstRow,
      Observer others) {
    try (FieldText text = new FieldText(dialect, options.nullStrings(), allocator)) {
      int position = Math.min(from, window.limit());
      Observer observer = firstRow == null ? others : firstRow;
      boolean sawRow = false;
      while (true) {
        int most = observer == firstRow ? 1 : CHUNK_ROWS;
        int count = rows.find(window, position, Long.MAX_VALUE, most);
        for (int row = 0; row < count; row++) {
          int end = row + 1 < count ? rows.rowStart(row + 1) : rows.position();
          show(window, rows, row, end, text, observer);
        }
        sawRow |= count > 0;
        position = rows.position();
        if (count > 0) {
          observer = others;
          continue;
        }
        boolean isEnough = window.limit() >= bytes && (sawRow || window.limit() > 1 << 24);
        if (isEnough || window.isAtEnd()) {
          return;
        }
        window.advance(0, Math.max(bytes - window.limit(), MIN_BLOCK_BYTES));
      }
    }
  }

  private void show(
      TextWindow window, RowIndex rows, int row, int end, FieldText text, Observer observer) {
    int[] entries = rows.entries();
    int entry = row * rows.stride();
    for (int column = 0; column < dialect.columns(); column++) {
      long start =
          window.address() + entries[entry + rows.startSlot(column)] + rows.startShift(column);
      long fieldEnd = window.address() + entries[entry + rows.endSlot(column)];
      FieldText.Kind kind = text.read(start, fieldEnd);
      if (kind == FieldText.Kind.NULL) {
        observer.empty(column);
      } else {
        observer.field(column, text.start(), text.end());
      }
    }
    observer.row(end - rows.rowStart(row));
  }

  private TextWindow window(String path, long offset, long bytes) {
    int block = (int) Math.max(MIN_BLOCK_BYTES, Math.min(bytes, 1 << 20));
    return new TextWindow(
        path, ByteSources.open(path, options), offset, block, allocator, count -> {});
  }

  private RowIndex rows() {
    TreeSet<Integer> columns = new TreeSet<>();
    for (int column = 0; column < dialect.columns(); column++) {
      columns.add(column);
    }
    return new RowIndex(dialect, columns, this);
  }

  @Override
  public boolean keepRaggedRow(int start, int end) {
    isRagged = true;
    return false;
  }

  @Override
  public void unclosedQuote(int start) {
    isRagged = true;
  }

  @Override
  public void rowTooLong(int start) {
    isRagged = true;
  }

  @Override
  public void badValue(int row, int column, int start, int end, BadValue problem) {}
}
