package dev.quern.engine;

import dev.quern.executor.queries.QueryResult;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import org.jspecify.annotations.Nullable;

/**
 * Lets any thread end a statement that another one executes, whatever it is doing then: planning,
 * writing files, or giving rows. One for each execution; cancelling before the start counts too.
 */
public final class Cancellation {
  private @Nullable QueryResult running;
  private boolean isCancelled;

  /** Makes the statement end with CANCELLED soon. */
  public void cancel() {
    QueryResult query;
    synchronized (this) {
      isCancelled = true;
      query = running;
    }
    if (query != null) {
      query.cancel();
    }
  }

  /**
   * Goes on with the next step of the statement.
   *
   * @throws QueryException CANCELLED
   */
  synchronized void check() {
    if (isCancelled) {
      throw new QueryException(ErrorCode.CANCELLED, "The query was cancelled");
    }
  }

  /** Passes a cancellation, also an earlier one, on to {@code query}. */
  void attach(QueryResult query) {
    boolean isLate;
    synchronized (this) {
      running = query;
      isLate = isCancelled;
    }
    if (isLate) {
      query.cancel();
    }
  }
}
