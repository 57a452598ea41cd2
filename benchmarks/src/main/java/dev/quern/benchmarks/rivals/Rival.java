package dev.quern.benchmarks.rivals;

import dev.quern.benchmarks.queries.Answer;

/** An engine with the data set open. Used by one thread. */
interface Rival extends AutoCloseable {
  /** Runs a query and reads all rows. */
  Answer run(String sql);

  @Override
  void close();
}
