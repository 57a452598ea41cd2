package dev.quern.executor.operators.window;

/**
 * Computes one output column. For each partition: {@link #beginPartition()}, then {@link #evaluate}
 * for its rows in ascending order without gaps. Not thread-safe.
 */
interface WindowFunction extends AutoCloseable {
  void beginPartition();

  /**
   * Returns the row behind the last one that can be evaluated with the rows known so far; the
   * partition's end if it is complete.
   */
  long evaluableEnd();

  /** Writes the values of rows {@code [from, to)} to {@code output}. */
  void evaluate(long from, long to, ResultColumn output);

  /**
   * Returns the first row that later rows of the partition may still look at.
   *
   * @param nextRow the row that is evaluated next
   */
  long firstNeeded(long nextRow);

  @Override
  void close();
}
