package dev.quern.executor.queries;

import dev.quern.executor.formats.Formats;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.QueryScheduler;
import dev.quern.executor.scheduler.SchedulerCommand;
import dev.quern.executor.scheduler.SchedulerEvent;
import dev.quern.executor.scheduler.SchedulerSettings;
import dev.quern.executor.scheduler.ShuffledJoin;
import dev.quern.executor.scheduler.TaskOutput;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what the {@link QueryScheduler} of one query decides: the only place where its
 * events, the clock and the task runner meet. Events are handled one at a time, by a thread of the
 * query's own, or by the client's while it waits for rows.
 */
final class QueryCoordinator implements AutoCloseable {
  private static final long TICK_MILLIS = 100;

  private final StageGraph graph;
  private final QueryScheduler scheduler;
  private final SplitLister lister;
  private final TaskRunner runner;
  private final QueryListener listener;
  private final Runnable cleanUp;
  private final long deadlineNanos;
  private final boolean hasThread;
  private final Admission.Ticket ticket;
  private final StatisticsCollector statistics;
  private final BlockingQueue<SchedulerEvent> events = new LinkedBlockingQueue<>();
  private final Deliveries deliveries = new Deliveries();
  private final AtomicBoolean isFinished = new AtomicBoolean();
  private boolean isStarted;
  private boolean isClosed;
  private @Nullable Thread thread;

  /**
   * Takes ownership of {@code runner}.
   *
   * @param cleanUp called once when nothing runs any more
   * @param queue takes the query's place among others; given what to call when it may be its turn
   * @param hasThread whether tasks run beside the client's thread; then the query may have to wait
   */
  QueryCoordinator(
      StageGraph graph,
      SchedulerSettings settings,
      Formats formats,
      TaskRunner runner,
      QueryListener listener,
      Runnable cleanUp,
      long deadlineNanos,
      Function<Runnable, Admission.Ticket> queue,
      boolean hasThread) {
    this.graph = graph;
    this.statistics = new StatisticsCollector(graph);
    this.scheduler = new QueryScheduler(graph, settings);
    this.lister = new SplitLister(formats, settings);
    this.runner = runner;
    this.listener = listener;
    this.cleanUp = cleanUp;
    this.deadlineNanos = deadlineNanos;
    this.hasThread = hasThread;
    this.ticket = queue.apply(() -> tell(new SchedulerEvent.Tick()));
  }

  /** Begins; with a thread from {@code threads} unless the client's is to be used. */
  void start(ThreadFactory threads) {
    if (!hasThread) {
      // Its tasks run while the client asks for rows: others must not have to wait for that.
      ticket.close();
      startRunner();
      return;
    }
    if (ticket.tryEnter()) {
      startRunner();
    }
    Thread started = threads.newThread(this::loop);
    thread = started;
    started.start();
  }

  private void startRunner() {
    isStarted = true;
    runner.start(events::add);
  }

  TaskRunner runner() {
    return runner;
  }

  void tell(SchedulerEvent event) {
    events.add(event);
  }

  /** Ends the query soon, also if the client's thread is busy with a task. Any thread. */
  void cancel() {
    tell(new SchedulerEvent.Stop(ErrorCode.CANCELLED, "The query was cancelled"));
    runner.cancelAll();
  }

  QueryStatistics statistics() {
    return statistics.snapshot(runner.peakBytes());
  }

  /** Throws the query's error if it has failed. */
  void checkFailed() {
    deliveries.checkFailed();
  }

  /** Waits for what the client is to read next. */
  Deliveries.Delivery await(ResultPosition place) {
    while (!hasThread && !deliveries.canTake(place)) {
      step();
    }
    try {
      return deliveries.take(place);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(ErrorCode.CANCELLED, "The thread was interrupted", e);
    }
  }

  private void loop() {
    while (!deliveries.hasFailed()) {
      step();
    }
  }

  /** Handles the next event, or the passing of time if there is none. */
  private void step() {
    SchedulerEvent event;
    try {
      event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      event = new SchedulerEvent.Stop(ErrorCode.CANCELLED, "The thread was interrupted");
    }
    if (!isStarted && ticket.tryEnter()) {
      startRunner();
    }
    if (runner.isHeldUpByClient()) {
      ticket.close();
    }
    long now = System.nanoTime();
    if (deadlineNanos != Long.MAX_VALUE && deadlineNanos - now < 0 && !isFinished.get()) {
      event =
          new SchedulerEvent.Stop(
              ErrorCode.TIMEOUT, "The query ran out of time; raise the setting timeout");
    }
    if (event == null) {
      event = new SchedulerEvent.Tick();
    }
    try {
      for (SchedulerCommand command : scheduler.handle(event, now)) {
        carryOut(command);
      }
    } catch (QueryException e) {
      tell(new SchedulerEvent.Stop(e.code(), e.message()));
    } catch (RuntimeException e) {
      tell(new SchedulerEvent.Stop(ErrorCode.INTERNAL, "Unexpected failure: " + e));
    }
  }

  private void carryOut(SchedulerCommand command) {
    if (command instanceof SchedulerCommand.StartAttempt start) {
      runner.run(start.workerId(), start.assignment());
    } else if (command instanceof SchedulerCommand.ListSplits list) {
      Stage stage = scheduler.stage(list.stageId());
      tell(
          new SchedulerEvent.SplitsListed(
              list.stageId(),
              lister.list(stage, stage.id() == graph.rootStage().id(), list.wholeFiles())));
    } else if (command instanceof SchedulerCommand.CancelAttempt cancelled) {
      runner.cancel(cancelled.workerId(), cancelled.id());
    } else if (command instanceof SchedulerCommand.DropOutput drop) {
      runner.drop(drop.id());
    } else if (command instanceof SchedulerCommand.ReleaseStage release) {
      runner.release(release.stageId());
    } else if (command instanceof SchedulerCommand.DeliverOutput deliver) {
      deliveries.add(deliver.id());
    } else if (command instanceof SchedulerCommand.RestartResult) {
      deliveries.restart();
    } else if (command instanceof SchedulerCommand.FinishQuery finish) {
      announceEnd("");
      deliveries.finish(finish.outputCount());
    } else if (command instanceof SchedulerCommand.FailQuery failed) {
      announceEnd(failed.message());
      deliveries.fail(new QueryException(failed.code(), failed.message()));
      runner.closeStreams();
    } else {
      announce(command);
    }
  }

  private void announce(SchedulerCommand command) {
    if (command instanceof SchedulerCommand.TellTaskFinished finished) {
      TaskOutput output = finished.output();
      statistics.add(output);
      listener.onEvent(
          new QueryEvent.TaskFinished(
              output.id().stageId(),
              output.id().taskIndex(),
              output.id().attempt(),
              output.rows(),
              output.bytesRead(),
              output.bytesSpilled(),
              output.peakBytes()));
    } else if (command instanceof SchedulerCommand.TellTaskRetried retried) {
      AttemptId id = retried.id();
      statistics.addRetry(id.stageId());
      listener.onEvent(
          new QueryEvent.TaskRetried(id.stageId(), id.taskIndex(), id.attempt(), retried.reason()));
    } else if (command instanceof SchedulerCommand.TellJoinShuffled shuffled) {
      statistics.replan(shuffled.plan());
      ShuffledJoin join = shuffled.join();
      listener.onEvent(
          new QueryEvent.JoinShuffled(
              join.reader().id(), join.joinId(), join.copiedBytes(), join.added().size()));
    } else if (command instanceof SchedulerCommand.TellStageStarted started) {
      listener.onEvent(new QueryEvent.StageStarted(started.stageId(), started.taskCount()));
    } else if (command instanceof SchedulerCommand.TellStageFinished finished) {
      listener.onEvent(
          new QueryEvent.StageFinished(finished.stageId(), finished.rows(), finished.bytes()));
    } else {
      throw new IllegalStateException("unknown command: " + command);
    }
  }

  /** Tells once how the query has ended. */
  private void announceEnd(String error) {
    if (isFinished.compareAndSet(false, true)) {
      statistics.end();
      ticket.close();
      listener.onEvent(new QueryEvent.QueryFinished(statistics(), error));
    }
  }

  /** Ends the query if it still runs, waits until nothing of it is left, and cleans up. */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    cancel();
    if (hasThread) {
      join();
    } else {
      announceEnd("The query was cancelled");
    }
    try {
      ticket.close();
      runner.close();
    } finally {
      cleanUp.run();
    }
  }

  private void join() {
    Thread running = thread;
    boolean wasInterrupted = false;
    while (running != null) {
      try {
        running.join();
        running = null;
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
