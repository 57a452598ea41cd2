package dev.quern.executor.worker;

import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.SchedulerEvent;
import dev.quern.executor.scheduler.TaskAssignment;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Runs the tasks of one query in threads of this process. Thread-safe. */
public final class TaskThreads {
  private final QueryRuntime runtime;
  private final Executor threads;
  private final long deadlineNanos;
  private final Consumer<SchedulerEvent> outcomes;
  private final Map<AttemptId, Cancellation> running = new HashMap<>();

  /**
   * Makes ready.
   *
   * @param threads where tasks run; may be the calling thread
   * @param deadlineNanos when tasks end by themselves, see {@link Cancellation}
   * @param outcomes is told how each attempt ended, by its thread
   */
  public TaskThreads(
      QueryRuntime runtime,
      Executor threads,
      long deadlineNanos,
      Consumer<SchedulerEvent> outcomes) {
    this.runtime = runtime;
    this.threads = threads;
    this.deadlineNanos = deadlineNanos;
    this.outcomes = outcomes;
  }

  /** Starts a task. */
  public void run(TaskAssignment assignment) {
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
    outcomes.accept(outcome);
  }

  /** Tells an attempt to end, if it still runs. */
  public void cancel(AttemptId id) {
    synchronized (running) {
      Cancellation cancellation = running.get(id);
      if (cancellation != null) {
        cancellation.cancel();
      }
    }
  }

  /** Tells all attempts to end. */
  public void cancelAll() {
    synchronized (running) {
      running.values().forEach(Cancellation::cancel);
    }
  }

  /** Ends all attempts and returns when none runs any more. */
  public void cancelAllAndWait() {
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
  }
}
