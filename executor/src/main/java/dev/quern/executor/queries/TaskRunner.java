package dev.quern.executor.queries;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.SchedulerEvent;
import dev.quern.executor.scheduler.TaskAssignment;
import java.util.function.Consumer;

/**
 * Where the tasks of one query run. Called by the query's coordinating thread, except for {@link
 * #openResult}, which the client calls.
 */
interface TaskRunner extends AutoCloseable {
  /**
   * Makes ready; from now on tells by {@code events} which workers are there and how attempts end.
   * {@code events} may be called by any thread.
   */
  void start(Consumer<SchedulerEvent> events);

  /** Starts a task. */
  void run(int workerId, TaskAssignment assignment);

  /** Tells an attempt to end. */
  void cancel(int workerId, AttemptId id);

  /** Tells all attempts that run in this process to end. May be called by any thread. */
  void cancelAll();

  /** Removes an output. */
  void drop(AttemptId id);

  /** Removes all outputs of a stage. */
  void release(int stageId);

  /** Returns whether an attempt has waited for the client for some time. */
  boolean isHeldUpByClient();

  /** Ends the client's wait for rows of attempts that run. May be called by any thread. */
  void closeStreams();

  /**
   * Opens an attempt of the root stage that was delivered; the client closes it before the runner
   * is closed.
   */
  BatchSource openResult(AttemptId id);

  /** Returns the most memory reserved at any time, all processes together. */
  long peakBytes();

  /** Ends what still runs, waits for it, and frees everything. */
  @Override
  void close();
}
