package dev.quern.executor.queries;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.SchedulerEvent;
import dev.quern.executor.scheduler.TaskAssignment;
import dev.quern.executor.worker.Cancellation;
import dev.quern.executor.worker.PulledTask;
import dev.quern.executor.worker.QueryRuntime;
import dev.quern.executor.worker.TaskThreads;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Runs tasks in this process: in threads, or in the coordinating thread itself. */
final class LocalTaskRunner implements TaskRunner {
  private static final int WORKER_ID = 0;

  private final QueryRuntime runtime;
  private final int slots;
  private final TaskThreads tasks;
  private final boolean isInCaller;
  private final long deadlineNanos;
  private final Map<AttemptId, PulledTask> pulled = new ConcurrentHashMap<>();
  private volatile Consumer<SchedulerEvent> events = event -> {};

  private LocalTaskRunner(
      QueryRuntime runtime, Executor threads, int slots, long deadlineNanos, boolean isInCaller) {
    this.runtime = runtime;
    this.slots = slots;
    this.isInCaller = isInCaller;
    this.deadlineNanos = deadlineNanos;
    this.tasks =
        new TaskThreads(runtime, threads, deadlineNanos, outcome -> events.accept(outcome));
  }

  /** Runs tasks in {@code threads}, at most {@code slots} at once. Takes ownership of runtime. */
  static LocalTaskRunner inThreads(
      QueryRuntime runtime, Executor threads, int slots, long deadlineNanos) {
    return new LocalTaskRunner(runtime, threads, slots, deadlineNanos, false);
  }

  /** Runs tasks in the calling thread, one at a time. Takes ownership of runtime. */
  static LocalTaskRunner inCaller(QueryRuntime runtime, long deadlineNanos) {
    return new LocalTaskRunner(runtime, Runnable::run, 1, deadlineNanos, true);
  }

  @Override
  public void start(Consumer<SchedulerEvent> newEvents) {
    events = newEvents;
    newEvents.accept(new SchedulerEvent.WorkerReady(WORKER_ID, slots));
  }

  @Override
  public void run(int workerId, TaskAssignment assignment) {
    AttemptId id = assignment.id();
    if (assignment.isStreamed() && isInCaller) {
      pulled.put(
          id,
          runtime.pull(
              assignment, new Cancellation(deadlineNanos), outcome -> events.accept(outcome)));
      return;
    }
    if (assignment.isStreamed()) {
      runtime.openStream(id, slots);
    }
    tasks.run(assignment);
  }

  @Override
  public void cancel(int workerId, AttemptId id) {
    tasks.cancel(id);
    closePulled(id);
  }

  @Override
  public void cancelAll() {
    tasks.cancelAll();
    pulled.values().forEach(PulledTask::cancel);
  }

  @Override
  public void drop(AttemptId id) {
    closePulled(id);
    runtime.drop(id);
  }

  /** Ends a task that is pulled by this very thread, or not begun. */
  private void closePulled(AttemptId id) {
    PulledTask task = pulled.remove(id);
    if (task != null) {
      task.close();
    }
  }

  @Override
  public boolean isHeldUpByClient() {
    return runtime.isHeldUpByClient();
  }

  @Override
  public void closeStreams() {
    runtime.closeStreams();
  }

  @Override
  public void release(int stageId) {
    runtime.release(stageId);
  }

  @Override
  public BatchSource openResult(AttemptId id) {
    PulledTask task = pulled.get(id);
    return task == null ? runtime.openResult(id) : task;
  }

  @Override
  public long peakBytes() {
    return runtime.peakBytes();
  }

  @Override
  public void close() {
    List.copyOf(pulled.keySet()).forEach(this::closePulled);
    tasks.cancelAllAndWait();
    runtime.close();
  }
}
