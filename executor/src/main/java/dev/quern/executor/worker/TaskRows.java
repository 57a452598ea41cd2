package dev.quern.executor.worker;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.tree.OperatorBuilder;
import dev.quern.executor.scheduler.TaskAssignment;
import dev.quern.executor.scheduler.TaskOutput;
import dev.quern.plan.types.Schema;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** One attempt that runs as its rows are pulled. Not thread-safe. */
final class TaskRows implements BatchSource {
  private final TaskAssignment assignment;
  private final QueryRuntime runtime;
  private final Cancellation cancellation;
  private final AttemptContext context;
  private final BatchSource rows;
  private final long startedNanos = System.nanoTime();
  private boolean isFinished;

  TaskRows(TaskAssignment assignment, QueryRuntime runtime, Cancellation cancellation) {
    this.assignment = assignment;
    this.runtime = runtime;
    this.cancellation = cancellation;
    this.context = new AttemptContext(assignment, runtime, cancellation);
    try {
      this.rows = OperatorBuilder.build(runtime.stage(assignment).root(), context);
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, List.of(context));
    }
  }

  @Override
  public Schema schema() {
    return rows.schema();
  }

  BufferAllocator allocator() {
    return context.allocator();
  }

  /** Returns whether the last batch begins a sorted run of the output. */
  boolean takeRunBegun() {
    return context.takeRunBegun();
  }

  /** Throws if the attempt is to end; gives back what others ask for. */
  void checkCancelled() {
    context.checkCancelled();
  }

  @Override
  public @Nullable Batch next() {
    return rows.next();
  }

  /** Frees what operators hold; all rows have been pulled. Throws if the attempt is to end. */
  void finish() {
    isFinished = true;
    rows.close();
    cancellation.check();
  }

  /**
   * Tells what the attempt has left.
   *
   * @param idleNanos for how long it has waited for others
   */
  TaskOutput output(long rowCount, List<Long> partitionBytes, long idleNanos) {
    return new TaskOutput(
        assignment.id(),
        rowCount,
        partitionBytes,
        context.reports(),
        context.counters(),
        runtime.peakBytes(),
        System.nanoTime() - startedNanos - idleNanos);
  }

  @Override
  public void close() {
    Closing.closeAll(isFinished ? List.of(context) : List.of(rows, context));
  }
}
