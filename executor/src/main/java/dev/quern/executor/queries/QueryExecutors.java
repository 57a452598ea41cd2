package dev.quern.executor.queries;

import dev.quern.executor.worker.ExecutorServices;

/** Makes the executor of this machine. */
public final class QueryExecutors {
  private QueryExecutors() {}

  /**
   * Returns an executor that runs queries in the caller's thread, in threads of this process, or in
   * worker processes that it starts when the first query asks for them.
   *
   * @param provider makes formats and the expression compiler, here and in each worker process
   */
  public static QueryExecutor create(
      ExecutorServices.Provider provider, ExecutorSettings settings) {
    return new LocalQueryExecutor(provider, settings);
  }
}
