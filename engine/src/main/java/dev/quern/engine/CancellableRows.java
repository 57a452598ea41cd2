package dev.quern.engine;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.Schema;
import org.jspecify.annotations.Nullable;

/** Rows of a query that a cancellation ends, although the query itself may be done already. */
final class CancellableRows implements BatchSource {
  private final BatchSource rows;
  private final Cancellation cancellation;

  CancellableRows(BatchSource rows, Cancellation cancellation) {
    this.rows = rows;
    this.cancellation = cancellation;
  }

  @Override
  public Schema schema() {
    return rows.schema();
  }

  @Override
  public @Nullable Batch next() {
    cancellation.check();
    return rows.next();
  }

  @Override
  public void close() {
    rows.close();
  }
}
