package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.text.TextWindow;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Schema;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns problems of a split into errors that name file, line, column and remedy, or lets them pass
 * if the user asked for that. An error counts only if the split had begun at a row; otherwise it
 * becomes a {@link WrongGuess}.
 */
final class SplitProblems implements RowProblems {
  private static final int EXCERPT_BYTES = 120;

  private final ScanRequest request;
  private final CsvOptions options;
  private final CsvOptions.OnError onError;
  private final CsvDialect dialect;
  private final boolean nullPadding;
  private final BitSet badRows = new BitSet();
  private @Nullable SplitReader current;
  private @Nullable RowIndex rows;

  SplitProblems(ScanRequest request, CsvOptions options, CsvDialect dialect) {
    this.request = request;
    this.options = options;
    this.onError = options.onError();
    this.dialect = dialect;
    this.nullPadding = options.nullPadding();
  }

  /** Sets what the next problems are about. */
  void about(SplitReader split, RowIndex splitRows) {
    current = split;
    rows = splitRows;
  }

  /** Returns the rows in which values were bad since {@link BitSet#clear()}; only when skipping. */
  BitSet badRows() {
    return badRows;
  }

  @Override
  public boolean keepRaggedRow(int start, int end) {
    if (onError == CsvOptions.OnError.NULL) {
      return true;
    }
    byte[] row = split().window().bytes(start, end);
    int found = RecordText.fields(row, dialect).size();
    if (nullPadding && found < dialect.columns()) {
      return true;
    }
    if (onError == CsvOptions.OnError.SKIP) {
      return false;
    }
    throw error(
        ErrorCode.MALFORMED_FILE,
        start,
        found < dialect.columns() ? "Row has too few fields" : "Row has too many fields",
        ", expected="
            + dialect.columns()
            + " fields, found="
            + found
            + ", row="
            + excerpt(row)
            + (found < dialect.columns()
                ? "; set null_padding => true to read missing fields as NULL, or on_error => 'skip'"
                : "; check delimiter and quote, or set on_error => 'skip'"));
  }

  @Override
  public void unclosedQuote(int start) {
    throw error(
        ErrorCode.MALFORMED_FILE,
        start,
        "Quote is never closed",
        ", row=" + rowExcerpt(start) + "; set quote => '' if quotes mean nothing in this file");
  }

  @Override
  public void rowTooLong(int start) {
    throw error(
        ErrorCode.MALFORMED_FILE,
        start,
        "Row is longer than max_row_bytes",
        ", max_row_bytes="
            + options.maxRowBytes()
            + ", row="
            + rowExcerpt(start)
            + "; a quote may be left open, or raise max_row_bytes");
  }

  @Override
  public void badValue(int row, int column, int start, int end, BadValue problem) {
    if (onError == CsvOptions.OnError.NULL) {
      return;
    }
    if (onError == CsvOptions.OnError.SKIP) {
      badRows.set(row);
      return;
    }
    Schema schema = request.scan().source().fileSchema();
    int rowStart = rows == null ? start : rows.rowStart(row);
    throw error(
        problem.code(),
        rowStart,
        "Cannot read column as " + schema.type(column).sqlName(),
        ", column="
            + schema.field(column).name()
            + ", value="
            + excerpt(split().window().bytes(start, end))
            + ", reason="
            + problem.reason()
            + "; "
            + problem.remedy().replace(BadValue.COLUMN, schema.field(column).name())
            + "; or set on_error => 'null' or 'skip'");
  }

  private RuntimeException error(ErrorCode code, int rowStart, String what, String particulars) {
    SplitReader split = split();
    String path = split.split().file().path();
    long offset = split.window().fileOffset() + rowStart;
    FilePlace place =
        FilePlace.of(path, options, dialect, split.split().start(), offset, request.allocator());
    boolean guessed = split.split().start() > 0 && !split.split().exactStart();
    if (guessed && place.firstRow() != split.firstRow()) {
      return new WrongGuess();
    }
    return new QueryException(
        code, what + ": file=" + path + ", line=" + place.line() + particulars);
  }

  private String rowExcerpt(int start) {
    TextWindow window = split().window();
    return excerpt(window.bytes(start, Math.min(window.limit(), start + EXCERPT_BYTES + 1)));
  }

  private static String excerpt(byte[] bytes) {
    boolean isCut = bytes.length > EXCERPT_BYTES;
    String text =
        new String(bytes, 0, Math.min(bytes.length, EXCERPT_BYTES), StandardCharsets.UTF_8);
    return '"' + text.replace("\n", "\\n").replace("\r", "\\r") + (isCut ? "...\"" : "\"");
  }

  private SplitReader split() {
    if (current == null) {
      throw new IllegalStateException("no split is open");
    }
    return current;
  }
}
