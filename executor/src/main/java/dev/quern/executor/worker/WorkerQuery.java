package dev.quern.executor.worker;

import dev.quern.executor.memory.MemoryBudget;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.SchedulerEvent;
import dev.quern.executor.scheduler.TaskAssignment;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One query in a worker process. Thread-safe. */
final class WorkerQuery {
  private final long queryId;
  private final QueryRuntime runtime;
  private final TaskThreads tasks;
  private final Consumer<WireMessage> answers;

  WorkerQuery(
      WireMessage.StartQuery start,
      ExecutorServices services,
      MemoryBudget budget,
      Executor threads,
      Consumer<WireMessage> answers) {
    this.queryId = start.queryId();
    this.runtime =
        new QueryRuntime(
            start.graph(),
            start.settings(),
            services,
            Path.of(start.directory()),
            start.memoryBytes(),
            budget,
            true);
    long deadlineNanos =
        start.timeoutMillis() == 0
            ? Cancellation.NEVER
            : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(start.timeoutMillis());
    this.tasks = new TaskThreads(runtime, threads, deadlineNanos, this::answer);
    this.answers = answers;
  }

  void run(TaskAssignment assignment) {
    AttemptId id = assignment.id();
    if (assignment.isStreamed()) {
      runtime.openSegments(id, () -> answers.accept(new WireMessage.RowsReady(queryId, id)));
    }
    tasks.run(assignment);
  }

  void take(AttemptId id) {
    runtime.take(id);
  }

  void cancel(AttemptId id) {
    tasks.cancel(id);
  }

  /** Ends what runs, waits for it, frees everything and says so. */
  void end() {
    String error = "";
    tasks.cancelAllAndWait();
    try {
      runtime.close();
    } catch (RuntimeException e) {
      error = e.toString();
    }
    answers.accept(new WireMessage.QueryEnded(queryId, error));
  }

  private void answer(SchedulerEvent event) {
    if (event instanceof SchedulerEvent.AttemptFinished finished) {
      answers.accept(new WireMessage.TaskFinished(queryId, finished.output()));
    } else if (event instanceof SchedulerEvent.AttemptFailed failed) {
      answers.accept(new WireMessage.TaskFailed(queryId, failed.failure()));
    } else {
      throw new IllegalStateException("not the end of an attempt: " + event);
    }
  }
}
