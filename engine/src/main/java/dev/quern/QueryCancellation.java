package dev.quern;

import dev.quern.engine.Cancellation;

/**
 * Ends a query from any thread, whatever it is doing then: planning, writing, or giving rows. One
 * for each run; cancelling before the start counts too.
 *
 * <pre>{@code
 * QueryCancellation cancellation = new QueryCancellation();
 * Runtime.getRuntime().addShutdownHook(new Thread(cancellation::cancel));
 * session.prepare("COPY (SELECT * FROM big) TO 'copy.parquet'").cancelledBy(cancellation).run().close();
 * }</pre>
 */
public final class QueryCancellation {
  private final Cancellation cancellation = new Cancellation();

  /** Makes the query end with CANCELLED soon. */
  public void cancel() {
    cancellation.cancel();
  }

  Cancellation inner() {
    return cancellation;
  }
}
