package dev.quern.executor.formats.csv;

/** Decides what becomes of rows and values that cannot be read as declared. */
interface RowProblems {
  /**
   * Takes a row with too few or too many fields.
   *
   * @param start position of the row in the window
   * @param end position after its last byte
   * @return whether the row stays, with nulls for missing fields and without surplus ones
   */
  boolean keepRaggedRow(int start, int end);

  /** Takes a row whose last field opens a quote that the file never closes. Always throws. */
  void unclosedQuote(int start);

  /** Takes a row that goes on past the most bytes that a row may have. Always throws. */
  void rowTooLong(int start);

  /**
   * Takes a value that its column's type cannot hold; on return it becomes null.
   *
   * @param row index of the row in the {@link RowIndex}
   * @param column index of the column in the file
   */
  void badValue(int row, int column, int start, int end, BadValue problem);
}
