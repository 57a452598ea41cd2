package dev.quern.executor.expressions;

import dev.quern.executor.batch.Batch;

/** A condition over the rows of a batch. Not thread-safe: each task makes its own. */
public interface Predicate {
  /**
   * Writes the indexes of the rows for which the condition is true (not false, not null) to {@code
   * selected}, ascending.
   *
   * @param selected at least {@code input.rowCount()} long
   * @return how many rows were selected
   */
  int select(Batch input, int[] selected);
}
