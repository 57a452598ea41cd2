package dev.quern.executor.queries;

import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.stages.StageGraph;

/**
 * Runs stage graphs. Thread-safe: queries may run at the same time. Keeps warm workers until
 * closed.
 */
public interface QueryExecutor extends AutoCloseable {
  /**
   * Starts a query.
   *
   * @param settings its scheduler must not be AUTO
   * @param listener called as the query goes on, see there for threads
   * @return its rows; the caller closes it
   */
  QueryResult execute(StageGraph graph, QuerySettings settings, QueryListener listener);

  @Override
  void close();
}
