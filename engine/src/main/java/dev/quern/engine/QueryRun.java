package dev.quern.engine;

import dev.quern.executor.queries.QueryExecutor;
import dev.quern.executor.queries.QueryListener;
import dev.quern.executor.queries.QueryResult;

/** How the queries of one statement run: where, who is told, and who may end them. */
record QueryRun(QueryExecutor executor, QueryListener listener, Cancellation cancellation) {
  QueryResult start(PlannedQuery planned) {
    cancellation.check();
    QueryResult result = executor.execute(planned.plan().stages(), planned.settings(), listener);
    cancellation.attach(result);
    return result;
  }
}
