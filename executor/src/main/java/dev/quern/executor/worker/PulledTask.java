package dev.quern.executor.worker;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.exchange.OutputLostException;
import dev.quern.executor.scheduler.SchedulerEvent;
import dev.quern.executor.scheduler.TaskAssignment;
import dev.quern.executor.scheduler.TaskFailure;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of the root stage that runs in the client's thread, as the client pulls its rows.
 * Begins with the first pull; tells once how it has ended. One thread, except for {@link #cancel}.
 */
public final class PulledTask implements BatchSource {
  private final TaskAssignment assignment;
  private final QueryRuntime runtime;
  private final Cancellation cancellation;
  private final Consumer<SchedulerEvent> outcome;
  private @Nullable TaskRows rows;
  private boolean hasEnded;
  private long rowCount;
  private long byteCount;

  PulledTask(
      TaskAssignment assignment,
      QueryRuntime runtime,
      Cancellation cancellation,
      Consumer<SchedulerEvent> outcome) {
    this.assignment = assignment;
    this.runtime = runtime;
    this.cancellation = cancellation;
    this.outcome = outcome;
  }

  @Override
  public Schema schema() {
    return runtime.resultSchema();
  }

  /** Asks the attempt to end soon; it does so when rows are pulled, or when it is closed. */
  public void cancel() {
    cancellation.cancel();
  }

  @Override
  public @Nullable Batch next() {
    if (hasEnded) {
      return null;
    }
    try {
      return pull();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      end(new SchedulerEvent.AttemptFailed(QueryRuntime.failure(assignment.id(), e)));
      throw OutputLostException.ofEnded(assignment.id(), e);
    }
  }

  private @Nullable Batch pull() {
    TaskRows open = rows;
    if (open == null) {
      open = new TaskRows(assignment, runtime, cancellation);
      rows = open;
    }
    Batch batch = open.next();
    if (batch != null) {
      rowCount += batch.rowCount();
      byteCount += batch.sizeBytes();
      try (batch) {
        return batch.transferTo(runtime.resultAllocator());
      }
    }
    open.finish();
    end(new SchedulerEvent.AttemptFinished(open.output(rowCount, List.of(byteCount), 0)));
    return null;
  }

  private void end(SchedulerEvent event) {
    if (hasEnded) {
      return;
    }
    hasEnded = true;
    TaskRows open = rows;
    SchedulerEvent told = event;
    try {
      if (open != null) {
        open.close();
      }
    } catch (RuntimeException e) {
      told = new SchedulerEvent.AttemptFailed(QueryRuntime.failure(assignment.id(), e));
    }
    outcome.accept(told);
  }

  /** Ends the attempt if it has not ended. */
  @Override
  public void close() {
    end(
        new SchedulerEvent.AttemptFailed(
            new TaskFailure(assignment.id(), ErrorCode.CANCELLED, "The client has left", null)));
  }
}
