package dev.quern.benchmarks.slt;

import java.util.List;

/**
 * One statement of a script with what it must give.
 *
 * @param line where it stands, from 1
 * @param columnCount columns of a query, 0 for a statement
 * @param label results of queries of one label must agree; empty = none
 * @param hasResult whether the script says what a query must give
 * @param expected lines of the result, or the text or pattern of the error
 */
record ScriptRecord(
    int line,
    Kind kind,
    String sql,
    int columnCount,
    Sorting sorting,
    String label,
    boolean hasResult,
    List<String> expected) {

  enum Kind {
    STATEMENT_OK,
    STATEMENT_ERROR,
    /** A statement whose outcome is of no interest. */
    STATEMENT_MAYBE,
    QUERY
  }

  enum Sorting {
    NOSORT,
    ROWSORT,
    VALUESORT
  }

  ScriptRecord {
    expected = List.copyOf(expected);
  }

  /** Returns the same record with other lines expected. */
  ScriptRecord expecting(List<String> lines) {
    return new ScriptRecord(line, kind, sql, columnCount, sorting, label, true, lines);
  }
}
