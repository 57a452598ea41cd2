package dev.quern.executor.queries;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.exchange.OutputLostException;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.QueryScheduler;
import dev.quern.executor.scheduler.SchedulerEvent;
import dev.quern.plan.stages.StageGraph;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A query's rows as its client sees them: the outputs of the root stage, one after the other. The
 * executor may close it while the client is waiting for rows.
 */
final class RunningQuery implements QueryResult {
  private final Schema schema;
  private final QueryCoordinator coordinator;
  private final ResultPosition position;
  private final Consumer<RunningQuery> closeListener;
  private @Nullable BatchSource current;
  private @Nullable AttemptId currentId;
  private boolean isAtEnd;
  private boolean isClosed;

  /** Takes ownership of {@code coordinator}; {@code closeListener} is told when this is closed. */
  RunningQuery(
      StageGraph graph, QueryCoordinator coordinator, Consumer<RunningQuery> closeListener) {
    this.schema = graph.schema();
    this.position = new ResultPosition(QueryScheduler.isResultRepeatableInOrder(graph));
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
      if (current == null || currentId == null) {
        openNext();
        continue;
      }
      Batch batch = nextOf(current, currentId);
      if (batch != null) {
        return batch;
      }
    }
    return null;
  }

  private @Nullable Batch nextOf(BatchSource source, AttemptId id) {
    try {
      Batch batch = source.next();
      if (batch == null) {
        closeCurrent();
        position.endTask();
        coordinator.tell(new SchedulerEvent.OutputRead(id));
        return null;
      }
      return unread(batch);
    } catch (OutputLostException e) {
      closeCurrent();
      String reason = String.valueOf(e.getMessage());
      position.lose(id, reason);
      coordinator.tell(new SchedulerEvent.OutputLost(id, reason));
      return null;
    }
  }

  /** Returns the rows of a batch that the client does not have yet, null if it has all. */
  private @Nullable Batch unread(Batch batch) {
    int skipped = position.skip(batch.rowCount());
    int rowCount = batch.rowCount() - skipped;
    if (rowCount == 0) {
      batch.close();
      return null;
    }
    position.give(rowCount);
    if (batch.columnCount() == 0) {
      return new Batch(batch.schema(), List.of(), rowCount);
    }
    return batch.sliceAndRelease(skipped, rowCount, batch.vector(0).getAllocator());
  }

  private void openNext() {
    Deliveries.Delivery next = coordinator.await(position);
    if (next.round() != position.round()) {
      position.restart(next.round());
      return;
    }
    AttemptId id = next.id();
    if (id == null) {
      isAtEnd = true;
      return;
    }
    position.begin();
    currentId = id;
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
