package dev.quern.benchmarks.rivals;

import dev.quern.benchmarks.queries.Answer;

/** An engine with the data set open. Used by one thread. */
public interface Rival extends AutoCloseable {
  /** Runs a query and reads all rows. */
  Answer run(String sql);

  /**
   * Returns the bytes that the last query wrote to disk for lack of memory, -1 if the engine does
   * not tell; then the size of its temporary folder counts.
   */
  default long spilledBytes() {
    return -1;
  }

  @Override
  void close();
}
