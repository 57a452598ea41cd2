package dev.quern.executor.queries;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.SchedulerEvent;
import dev.quern.executor.scheduler.TaskAssignment;
import dev.quern.executor.worker.QueryRuntime;
import dev.quern.executor.worker.TaskThreads;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Runs tasks in this process: in threads, or in the coordinating thread itself. */
final class LocalTaskRunner implements TaskRunner {
  private static final int WORKER_ID = 0;

  private final QueryRuntime runtime;
  private final int slots;
  private final TaskThreads tasks;
  private volatile Consumer<SchedulerEvent> events = event -> {};

  /**
   * Takes ownership of {@code runtime}; {@code threads} runs at most {@code slots} tasks at once.
   */
  LocalTaskRunner(QueryRuntime runtime, Executor threads, int slots, long deadlineNanos) {
    this.runtime = runtime;
    this.slots = slots;
    this.tasks =
        new TaskThreads(runtime, threads, deadlineNanos, outcome -> events.accept(outcome));
  }

  @Override
  public void start(Consumer<SchedulerEvent> newEvents) {
    events = newEvents;
    newEvents.accept(new SchedulerEvent.WorkerReady(WORKER_ID, slots));
  }

  @Override
  public void run(int workerId, TaskAssignment assignment) {
    tasks.run(assignment);
  }

  @Override
  public void cancel(int workerId, AttemptId id) {
    tasks.cancel(id);
  }

  @Override
  public void cancelAll() {
    tasks.cancelAll();
  }

  @Override
  public void drop(AttemptId id) {
    runtime.drop(id);
  }

  @Override
  public void release(int stageId) {
    runtime.release(stageId);
  }

  @Override
  public BatchSource openResult(AttemptId id) {
    return runtime.openResult(id);
  }

  @Override
  public long peakBytes() {
    return runtime.peakBytes();
  }

  @Override
  public void close() {
    tasks.cancelAllAndWait();
    runtime.close();
  }
}
