package dev.quern.executor.queries;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.SchedulerEvent;
import dev.quern.executor.scheduler.TaskAssignment;
import dev.quern.executor.worker.Cancellation;
import dev.quern.executor.worker.QueryRuntime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Runs tasks in this process: in threads, or in the coordinating thread itself. */
final class LocalTaskRunner implements TaskRunner {
  private static final int WORKER_ID = 0;

  private final QueryRuntime runtime;
  private final Executor threads;
  private final int slots;
  private final long deadlineNanos;
  private final Map<AttemptId, Cancellation> running = new HashMap<>();
  private Consumer<SchedulerEvent> events = event -> {};

  /**
   * Takes ownership of {@code runtime}; {@code threads} runs at most {@code slots} tasks at once.
   */
  LocalTaskRunner(QueryRuntime runtime, Executor threads, int slots, long deadlineNanos) {
    this.runtime = runtime;
    this.threads = threads;
    this.slots = slots;
    this.deadlineNanos = deadlineNanos;
  }

  @Override
  public void start(Consumer<SchedulerEvent> newEvents) {
    events = newEvents;
    events.accept(new SchedulerEvent.WorkerReady(WORKER_ID, slots));
  }

  @Override
  public void run(int workerId, TaskAssignment assignment) {
    Cancellation cancellation = new Cancellation(deadlineNanos);
    synchronized (running) {
      running.put(assignment.id(), cancellation);
    }
    threads.execute(() -> runHere(assignment, cancellation));
  }

  private void runHere(TaskAssignment assignment, Cancellation cancellation) {
    SchedulerEvent outcome = runtime.run(assignment, cancellation);
    synchronized (running) {
      running.remove(assignment.id());
      running.notifyAll();
    }
    events.accept(outcome);
  }

  @Override
  public void cancel(int workerId, AttemptId id) {
    synchronized (running) {
      Cancellation cancellation = running.get(id);
      if (cancellation != null) {
        cancellation.cancel();
      }
    }
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
    boolean wasInterrupted = false;
    synchronized (running) {
      running.values().forEach(Cancellation::cancel);
      while (!running.isEmpty()) {
        try {
          running.wait();
        } catch (InterruptedException e) {
          wasInterrupted = true;
        }
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
    runtime.close();
  }
}
