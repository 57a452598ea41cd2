package dev.quern.benchmarks.suites;

import java.util.List;

/**
 * A record of a logic test.
 *
 * @param line where it stands in its file, from 1
 * @param sql the statement
 * @param types for a query the letter of each column: I, R or T; empty for a statement
 * @param sort nosort, rowsort or valuesort
 * @param expected the lines of the result, or one line with their hash
 */
record LogicRecord(int line, String sql, String types, String sort, List<String> expected) {
  LogicRecord {
    expected = List.copyOf(expected);
  }

  boolean isQuery() {
    return !types.isEmpty();
  }
}
