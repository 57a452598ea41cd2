package dev.quern.executor.queries;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.exchange.OutputLostException;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.SchedulerEvent;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Schema;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A query's rows as its client sees them: the outputs of the root stage, one after the other. The
 * executor may close it while the client is waiting for rows.
 */
final class RunningQuery implements QueryResult {
  private final Schema schema;
  private final QueryCoordinator coordinator;
  private final Consumer<RunningQuery> closeListener;
  private @Nullable BatchSource current;
  private @Nullable AttemptId currentId;
  private int nextTask;
  private boolean hasRowsOfCurrent;
  private boolean isAtEnd;
  private boolean isClosed;

  /** Takes ownership of {@code coordinator}; {@code closeListener} is told when this is closed. */
  RunningQuery(Schema schema, QueryCoordinator coordinator, Consumer<RunningQuery> closeListener) {
    this.schema = schema;
    this.coordinator = coordinator;
    this.closeListener = closeListener;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public synchronized @Nullable Batch next() {
    while (!isAtEnd) {
      coordinator.checkFailed();
      Batch batch = current == null ? null : nextOf(current);
      if (batch != null) {
        return batch;
      }
      if (current == null) {
        openNext();
      }
    }
    return null;
  }

  private @Nullable Batch nextOf(BatchSource source) {
    try {
      Batch batch = source.next();
      hasRowsOfCurrent |= batch != null;
      if (batch == null) {
        closeCurrent();
      }
      return batch;
    } catch (OutputLostException e) {
      String message = String.valueOf(e.getMessage());
      if (hasRowsOfCurrent) {
        throw new QueryException(ErrorCode.EXCHANGE_DATA_LOST, message, e);
      }
      closeCurrent();
      nextTask--;
      coordinator.tell(new SchedulerEvent.OutputLost(e.id(), message));
      return null;
    }
  }

  private void openNext() {
    AttemptId id = coordinator.output(nextTask);
    currentId = id;
    if (id == null) {
      isAtEnd = true;
      return;
    }
    nextTask++;
    hasRowsOfCurrent = false;
    current = coordinator.runner().openResult(id);
  }

  private void closeCurrent() {
    BatchSource source = current;
    AttemptId id = currentId;
    current = null;
    if (source != null) {
      source.close();
    }
    if (id != null) {
      coordinator.runner().drop(id);
    }
  }

  @Override
  public void cancel() {
    coordinator.cancel();
  }

  @Override
  public QueryStatistics statistics() {
    return coordinator.statistics();
  }

  @Override
  public void close() {
    coordinator.cancel();
    closeNow();
  }

  private synchronized void closeNow() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      if (current != null) {
        current.close();
        current = null;
      }
    } finally {
      closeListener.accept(this);
      coordinator.close();
    }
  }
}
