package dev.quern.jdbc;

import dev.quern.engine.results.ColumnReader;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.parser.analysis.ColumnOrigins;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.types.Schema;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import org.jspecify.annotations.Nullable;

/** The rows of a query as they come from the engine, one batch in memory at a time. */
final class BatchCursor implements RowCursor {
  private final BatchSource rows;
  private final Schema schema;
  private final ColumnOrigins origins;
  private final long deadlineNanos;
  private final ColumnReader[] columns;
  private @Nullable Batch batch;
  private int rowInBatch;
  private boolean isReleased;

  /**
   * @param deadlineNanos when fetching ends with a timeout, {@code Long.MAX_VALUE} = never
   */
  BatchCursor(BatchSource rows, ColumnOrigins origins, long deadlineNanos) {
    this.rows = rows;
    this.origins = origins;
    this.schema = rows.schema();
    this.deadlineNanos = deadlineNanos;
    this.columns = new ColumnReader[schema.size()];
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public ColumnOrigins origins() {
    return origins;
  }

  @Override
  public boolean next() throws SQLException {
    rowInBatch++;
    Batch current = batch;
    if (current != null && rowInBatch < current.rowCount()) {
      return true;
    }
    return nextBatch();
  }

  private boolean nextBatch() throws SQLException {
    releaseBatch();
    if (deadlineNanos != Long.MAX_VALUE && System.nanoTime() - deadlineNanos > 0) {
      throw new SQLTimeoutException(
          "The query ran out of time while its rows were fetched; raise the query timeout",
          ErrorCode.TIMEOUT.sqlState());
    }
    try {
      Batch next = rows.next();
      batch = next;
      if (next == null) {
        close();
        return false;
      }
      for (int i = 0; i < columns.length; i++) {
        columns[i] = new ColumnReader(schema.type(i), next.vector(i));
      }
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    }
    rowInBatch = 0;
    return true;
  }

  @Override
  public @Nullable Object value(int column) {
    return columns[column].value(rowInBatch);
  }

  private void releaseBatch() {
    if (batch != null) {
      batch.close();
      batch = null;
    }
  }

  @Override
  public void close() throws SQLException {
    if (isReleased) {
      return;
    }
    isReleased = true;
    releaseBatch();
    try {
      rows.close();
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    }
  }
}
