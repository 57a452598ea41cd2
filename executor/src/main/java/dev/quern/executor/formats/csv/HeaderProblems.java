package dev.quern.executor.formats.csv;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;

/** Problems of a header line: any number of names is right. */
record HeaderProblems(String path) implements RowProblems {
  @Override
  public boolean keepRaggedRow(int start, int end) {
    return true;
  }

  @Override
  public void unclosedQuote(int start) {
    throw new QueryException(
        ErrorCode.MALFORMED_FILE,
        "Quote in the header line is never closed: file=" + path + "; set the option quote");
  }

  @Override
  public void rowTooLong(int start) {
    unclosedQuote(start);
  }

  @Override
  public void badValue(int row, int column, int start, int end, BadValue problem) {}
}
