package dev.quern.benchmarks.suites;

import java.util.List;

/**
 * A query of a Quidem script and what must come of it.
 *
 * @param line where the query begins in its file, from 1
 * @param database the name after the last {@code !use}
 * @param sql the query, without its semicolon
 * @param isUpdate whether it is a statement without rows
 * @param isError whether an error is expected, else {@code output} is a printed table
 */
record QuidemRecord(
    int line, String database, String sql, boolean isUpdate, boolean isError, List<String> output) {
  QuidemRecord {
    output = List.copyOf(output);
  }
}
