package dev.quern.executor.queries;

import dev.quern.executor.scheduler.AttemptId;
import dev.quern.plan.errors.QueryException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of the root stage whose rows the client may have: for each task the latest. When the
 * stage begins again, a new round of deliveries begins. Thread-safe.
 */
final class Deliveries {
  /**
   * What the client finds at its place.
   *
   * @param round in which it was delivered
   * @param id the attempt to be read, or null if there is no such task or the round is another
   */
  record Delivery(int round, @Nullable AttemptId id) {}

  private final Map<Integer, AttemptId> latest = new HashMap<>();
  private int round;
  private int outputCount = -1;
  private @Nullable QueryException failure;

  synchronized void add(AttemptId id) {
    latest.put(id.taskIndex(), id);
    notifyAll();
  }

  /** Forgets all deliveries: the root stage begins again. */
  synchronized void restart() {
    latest.clear();
    outputCount = -1;
    round++;
    notifyAll();
  }

  /** Tells that there are so many outputs. */
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
  synchronized boolean canTake(ResultPosition place) {
    AttemptId id = latest.get(place.taskIndex());
    boolean isNew = id != null && !id.equals(place.lost());
    return failure != null || round != place.round() || isNew || outputCount == place.taskIndex();
  }

  /**
   * Waits for what the client is to read next: an attempt of its task, but not the one that is
   * lost. Throws the query's error.
   */
  synchronized Delivery take(ResultPosition place) throws InterruptedException {
    while (!canTake(place)) {
      wait();
    }
    checkFailed();
    return new Delivery(round, round == place.round() ? latest.get(place.taskIndex()) : null);
  }
}
