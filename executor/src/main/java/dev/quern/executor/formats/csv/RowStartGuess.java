package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.TextWindow;
import java.util.TreeSet;

/**
 * Guesses where the first row after some place of a file begins. Either the place is outside
 * quotes, and a row begins after the next line end; or it is inside, and a row begins after the
 * first line end behind the closing quote. The first is taken unless only the second gives rows
 * with the right number of fields. A wrong guess costs time, never a row: every guess is verified.
 */
final class RowStartGuess implements RowProblems {
  private static final int ROWS_TO_TRY = 16;

  private final TextWindow window;
  private final CsvDialect dialect;
  private final RowIndex rows;
  private boolean isRagged;

  RowStartGuess(TextWindow window, CsvDialect dialect) {
    this.window = window;
    this.dialect = dialect;
    TreeSet<Integer> columns = new TreeSet<>();
    for (int column = 0; column < dialect.columns(); column++) {
      columns.add(column);
    }
    this.rows = new RowIndex(dialect, columns, this);
  }

  /**
   * Chooses between the two.
   *
   * @param from position in the window of the place
   * @param outside position of the first row if the place is outside quotes
   */
  int choose(int from, int outside) {
    if (dialect.columns() < 2 || looksLikeRows(outside)) {
      return outside;
    }
    int inside = afterQuotedRow(from);
    return inside >= 0 && looksLikeRows(inside) ? inside : outside;
  }

  private boolean looksLikeRows(int position) {
    isRagged = false;
    int count = rows.find(window, position, Long.MAX_VALUE, ROWS_TO_TRY);
    boolean isAtEnd = window.isAtEnd() && rows.position() >= window.limit();
    return !isRagged && (count > 0 || isAtEnd);
  }

  /** Returns the position after the row that goes on inside quotes at {@code from}, or -1. */
  private int afterQuotedRow(int from) {
    boolean isQuoted = true;
    boolean isFieldStart = false;
    for (int position = from; position < window.limit(); position++) {
      int next = window.byteAt(position);
      int following = window.byteAt(position + 1);
      if (isQuoted) {
        boolean isEscape = next == dialect.quote() || next == dialect.escape();
        if (isEscape && following == dialect.quote()) {
          position++;
        } else if (next == dialect.quote()) {
          isQuoted = false;
        }
      } else if (next == '\n') {
        return position + 1;
      } else if (next == '\r') {
        return following == '\n' ? position + 2 : position + 1;
      } else if (isFieldStart && next == dialect.quote()) {
        isQuoted = true;
      }
      isFieldStart = !isQuoted && next == dialect.delimiter();
    }
    return -1;
  }

  @Override
  public boolean keepRaggedRow(int start, int end) {
    isRagged = true;
    return true;
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
