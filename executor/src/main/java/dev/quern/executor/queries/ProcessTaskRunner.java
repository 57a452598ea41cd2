package dev.quern.executor.queries;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.exchange.SegmentReader;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.SchedulerEvent;
import dev.quern.executor.scheduler.TaskAssignment;
import dev.quern.executor.worker.PlanTrimmer;
import dev.quern.executor.worker.QueryRuntime;
import dev.quern.executor.worker.WireMessage;
import dev.quern.executor.worker.WorkerListener;
import dev.quern.executor.worker.WorkerPool;
import dev.quern.executor.worker.WorkerProcess;
import dev.quern.plan.errors.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs tasks in worker processes. Outputs are files in the query's folder. */
final class ProcessTaskRunner implements TaskRunner, WorkerListener {
  private static final long END_MILLIS = 10_000;

  private final WireMessage.StartQuery start;
  private final WorkerPool pool;
  private final int workerCount;
  private final int slotsPerWorker;
  private final QueryRuntime runtime;
  private final Map<Integer, WorkerProcess> workers = new TreeMap<>();
  private final Map<Integer, Long> peakBytes = new HashMap<>();
  private final Map<AttemptId, Stream> readers = new ConcurrentHashMap<>();
  private final List<String> cleanUpErrors = new ArrayList<>();
  private volatile Consumer<SchedulerEvent> events = event -> {};
  private boolean isEnding;

  /** The rows of a streamed attempt, and where it runs. */
  private record Stream(int workerId, SegmentReader reader) {}

  /**
   * Takes ownership of {@code runtime}, with which the client reads the result.
   *
   * @param start what workers are told when they join the query
   */
  ProcessTaskRunner(
      WireMessage.StartQuery start,
      WorkerPool pool,
      int workerCount,
      int slotsPerWorker,
      QueryRuntime runtime) {
    this.start = start;
    this.pool = pool;
    this.workerCount = workerCount;
    this.slotsPerWorker = slotsPerWorker;
    this.runtime = runtime;
  }

  @Override
  public void start(Consumer<SchedulerEvent> newEvents) {
    events = newEvents;
    pool.attach(start.queryId(), workerCount, this);
  }

  @Override
  public synchronized void onReady(WorkerProcess worker) {
    if (isEnding || workers.size() >= workerCount || workers.containsKey(worker.id())) {
      return;
    }
    workers.put(worker.id(), worker);
    worker.send(start);
    events.accept(new SchedulerEvent.WorkerReady(worker.id(), slotsPerWorker));
  }

  @Override
  public void onMessage(WorkerProcess worker, WireMessage message) {
    if (message instanceof WireMessage.TaskFinished finished) {
      synchronized (this) {
        peakBytes.merge(worker.id(), finished.output().peakBytes(), Math::max);
      }
      tellReader(finished.output().id(), SegmentReader::end);
      events.accept(new SchedulerEvent.AttemptFinished(finished.output()));
    } else if (message instanceof WireMessage.TaskFailed failed) {
      tellReader(failed.failure().id(), SegmentReader::lose);
      events.accept(new SchedulerEvent.AttemptFailed(failed.failure()));
    } else if (message instanceof WireMessage.RowsReady ready) {
      tellReader(ready.id(), SegmentReader::ready);
    } else if (message instanceof WireMessage.QueryEnded ended) {
      leave(worker, ended.error());
    }
  }

  @Override
  public void onLost(WorkerProcess worker, String reason) {
    leave(worker, "");
    readers.forEach(
        (id, stream) -> {
          if (stream.workerId() == worker.id()) {
            stream.reader().lose();
          }
        });
    events.accept(new SchedulerEvent.WorkerLost(worker.id(), "Lost a worker: " + reason));
  }

  @Override
  public void onNoWorkers(String reason) {
    events.accept(new SchedulerEvent.Stop(ErrorCode.WORKER_LOST, reason));
  }

  private synchronized void leave(WorkerProcess worker, String error) {
    workers.remove(worker.id());
    if (!error.isEmpty()) {
      cleanUpErrors.add("worker " + worker.id() + ": " + error);
    }
    notifyAll();
  }

  @Override
  public void run(int workerId, TaskAssignment assignment) {
    AttemptId id = assignment.id();
    if (assignment.isStreamed()) {
      WireMessage taken = new WireMessage.RowsTaken(start.queryId(), id);
      SegmentReader reader = runtime.openSegmentReader(id, () -> send(workerId, taken));
      readers.put(id, new Stream(workerId, reader));
    }
    send(workerId, new WireMessage.RunTask(start.queryId(), PlanTrimmer.trim(assignment)));
  }

  @Override
  public void cancel(int workerId, AttemptId id) {
    send(workerId, new WireMessage.CancelTask(start.queryId(), id));
  }

  /** Sends to a worker; if it is gone, the loss of all that runs there has been or will be told. */
  private void send(int workerId, WireMessage message) {
    WorkerProcess worker;
    synchronized (this) {
      worker = workers.get(workerId);
    }
    if (worker != null) {
      worker.send(message);
    }
  }

  @Override
  public void cancelAll() {
    // None runs in this process.
  }

  @Override
  public void drop(AttemptId id) {
    Stream stream = readers.remove(id);
    if (stream == null) {
      runtime.drop(id);
      return;
    }
    stream.reader().stop();
    runtime.dropSegments(id);
  }

  @Override
  public void release(int stageId) {
    runtime.release(stageId);
  }

  private void tellReader(AttemptId id, Consumer<SegmentReader> message) {
    Stream stream = readers.get(id);
    if (stream != null) {
      message.accept(stream.reader());
    }
  }

  @Override
  public boolean isHeldUpByClient() {
    return readers.values().stream().anyMatch(stream -> stream.reader().isHeldUp());
  }

  @Override
  public void closeStreams() {
    readers.values().forEach(stream -> stream.reader().stop());
  }

  @Override
  public BatchSource openResult(AttemptId id) {
    Stream stream = readers.get(id);
    return stream == null ? runtime.openResult(id) : stream.reader();
  }

  @Override
  public synchronized long peakBytes() {
    return peakBytes.values().stream().mapToLong(Long::longValue).sum() + runtime.peakBytes();
  }

  @Override
  public void close() {
    List<WorkerProcess> joined;
    synchronized (this) {
      isEnding = true;
      joined = List.copyOf(workers.values());
    }
    for (WorkerProcess worker : joined) {
      worker.send(new WireMessage.EndQuery(start.queryId()));
    }
    awaitLeaving();
    pool.detach(start.queryId());
    runtime.close();
    synchronized (this) {
      if (!cleanUpErrors.isEmpty()) {
        throw new IllegalStateException("a worker could not clean up: " + cleanUpErrors);
      }
    }
  }

  /** Waits until all workers have forgotten the query; kills those that take too long. */
  private synchronized void awaitLeaving() {
    boolean wasInterrupted = false;
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MILLIS);
    while (!workers.isEmpty()) {
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (leftMillis <= 0) {
        workers.values().forEach(WorkerProcess::kill);
      }
      try {
        wait(Math.max(50, leftMillis));
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
