package dev.quern.executor.queries;

import dev.quern.executor.batch.BatchSource;

/**
 * The rows of a running query. {@link #next()} waits for rows and throws the query's error; closing
 * early cancels the query and waits until nothing of it is left. {@link #cancel()} may be called
 * from any thread.
 */
public interface QueryResult extends BatchSource {
  /** Makes {@link #next()} throw CANCELLED soon. */
  void cancel();

  /** Returns what the query has cost so far; final after {@link #next()} returned null. */
  QueryStatistics statistics();
}
