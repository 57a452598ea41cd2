package dev.quern.executor.queries;

import dev.quern.executor.scheduler.AttemptId;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of the root stage on their way to the client, who takes them in the order of their
 * tasks. After one was lost, it and all later ones are delivered again; what comes from before the
 * loss is passed over. Thread-safe.
 */
final class Deliveries {
  private final Deque<AttemptId> outputs = new ArrayDeque<>();
  private int outputCount = -1;
  private @Nullable QueryException failure;

  synchronized void add(AttemptId id) {
    outputs.add(id);
    notifyAll();
  }

  /** Tells that there are so many outputs, all of them added. */
  synchronized void finish(int count) {
    outputCount = count;
    notifyAll();
  }

  synchronized void fail(QueryException cause) {
    failure = cause;
    notifyAll();
  }

  synchronized boolean hasFailed() {
    return failure != null;
  }

  /** Throws the query's error if it has failed. */
  synchronized void checkFailed() {
    if (failure != null) {
      throw new QueryException(failure.code(), failure.message(), failure.getCause());
    }
  }

  /** Returns whether {@link #take} need not wait. */
  synchronized boolean canTake(int taskIndex) {
    while (!outputs.isEmpty() && outputs.element().taskIndex() != taskIndex) {
      outputs.remove();
    }
    return failure != null || !outputs.isEmpty() || outputCount == taskIndex;
  }

  /** Waits for the output of that task; null if there is no such task. Throws the query's error. */
  synchronized @Nullable AttemptId take(int taskIndex) throws InterruptedException {
    while (!canTake(taskIndex)) {
      wait();
    }
    checkFailed();
    return outputs.poll();
  }
}
