package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.text.ColumnBuffer;

/**
 * Reads one column of found rows into a {@link ColumnBuffer}. A subclass reads plain values in its
 * own loop and hands whatever is not plain (empty, quoted, padded, null strings, errors) to {@link
 * #readCarefully}.
 */
abstract class ValueDecoder {
  private final int column;
  private final FieldText text;
  private final RowProblems problems;
  private final boolean mayReadPlainly;

  /**
   * Reads a column.
   *
   * @param column index in the file
   * @param text reads fields that are not plain
   */
  ValueDecoder(int column, FieldText text, RowProblems problems) {
    this.column = column;
    this.text = text;
    this.problems = problems;
    this.mayReadPlainly = !text.nullsLookLikeValues();
  }

  final int column() {
    return column;
  }

  /** Returns whether a plain value need not be compared with the null strings. */
  final boolean mayReadPlainly() {
    return mayReadPlainly;
  }

  /**
   * Reads the column's values of the first {@code count} rows of {@code selected} into rows from
   * {@code firstRow} on.
   *
   * @param base address of the window that {@code rows} were found in
   */
  abstract void decode(
      RowIndex rows, long base, int[] selected, int count, ColumnBuffer target, int firstRow);

  /** Writes the value of the text, or returns false if it is none of this type. */
  abstract boolean write(long start, long end, ColumnBuffer target, int targetRow);

  /** Writes whatever stands for null besides the cleared bit. */
  void writeNull(ColumnBuffer target, int targetRow) {
    target.setNull(targetRow);
  }

  /** Returns whether spaces around the text do not belong to the value. */
  boolean trims() {
    return true;
  }

  final void readCarefully(
      RowIndex rows, long base, int row, long start, long end, ColumnBuffer target, int targetRow) {
    FieldText.Kind kind = text.read(start, end);
    if (kind == FieldText.Kind.TEXT) {
      if (trims()) {
        text.trim();
      }
      if (write(text.start(), text.end(), target, targetRow)) {
        return;
      }
    }
    if (kind != FieldText.Kind.NULL) {
      BadValue problem = kind == FieldText.Kind.MALFORMED ? BadValue.QUOTES : problem();
      problems.badValue(row, column, (int) (start - base), (int) (end - base), problem);
    }
    writeNull(target, targetRow);
  }

  /** Returns what is wrong with a text that {@link #write} refuses. */
  BadValue problem() {
    return BadValue.ofType("not a value of the type");
  }
}
