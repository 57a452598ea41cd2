package dev.quern;

import dev.quern.engine.Cancellation;
import dev.quern.engine.progress.ProgressTracker;
import dev.quern.engine.progress.QueryProgress;
import dev.quern.executor.queries.QueryEvent;
import dev.quern.executor.queries.QueryListener;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes progress on to the program's listener; one that fails ends the query. Thread-safe. */
final class QueryWatch implements QueryListener {
  private final @Nullable Consumer<QueryProgress> listener;
  private final QueryCancellation cancellation;
  private final ProgressTracker tracker = new ProgressTracker(System.nanoTime());
  private @Nullable RuntimeException failure;

  QueryWatch(@Nullable Consumer<QueryProgress> listener, QueryCancellation cancellation) {
    this.listener = listener;
    this.cancellation = cancellation;
  }

  Cancellation cancellation() {
    return cancellation.inner();
  }

  @Override
  public synchronized void onEvent(QueryEvent event) {
    if (listener == null || failure != null) {
      return;
    }
    tracker.onEvent(event, System.nanoTime());
    try {
      listener.accept(tracker.at(System.nanoTime()));
    } catch (RuntimeException e) {
      failure = e;
      cancellation.cancel();
    }
  }

  /** Returns what to throw instead of {@code error}; throws it if it is an Error. */
  synchronized RuntimeException orFailureOfListener(Throwable error) {
    if (failure != null) {
      if (failure != error) {
        failure.addSuppressed(error);
      }
      return failure;
    }
    if (error instanceof Error serious) {
      throw serious;
    }
    return (RuntimeException) error;
  }
}
