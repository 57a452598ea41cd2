package dev.quern.executor.queries;

import dev.quern.executor.memory.MemoryBudget;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.scheduler.SchedulerSettings;
import dev.quern.executor.worker.ExecutorServices;
import dev.quern.executor.worker.Folders;
import dev.quern.executor.worker.PlanTrimmer;
import dev.quern.executor.worker.QueryRuntime;
import dev.quern.executor.worker.WireMessage;
import dev.quern.executor.worker.WorkerPool;
import dev.quern.executor.worker.WorkerSettings;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.settings.SchedulerKind;
import dev.quern.plan.stages.StageGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Runs queries on this machine. */
final class LocalQueryExecutor implements QueryExecutor {
  private final ExecutorServices services;
  private final WorkerSettings workerSettings;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(daemonThreads("quern-task-"));
  private final ThreadFactory coordinatorThreads = daemonThreads("quern-query-");
  private final ThreadFactory workerThreads = daemonThreads("quern-workers-");
  private final Map<Path, TemporaryFolder> temporaryFolders = new HashMap<>();
  private final Set<RunningQuery> queries = new HashSet<>();
  private final MemoryBudget budget = new MemoryBudget();
  private final Admission admission = new Admission();
  private final AtomicLong nextQueryId = new AtomicLong(1);
  private final Thread shutdownHook = new Thread(this::end, "quern-shutdown");
  private @Nullable WorkerPlace workers;
  private boolean isClosed;

  LocalQueryExecutor(ExecutorServices.Provider provider, ExecutorSettings settings) {
    this.services = provider.create();
    this.workerSettings = settings.workerSettings(provider.getClass());
    Runtime.getRuntime().addShutdownHook(shutdownHook);
  }

  @Override
  public QueryResult execute(StageGraph graph, QuerySettings settings, QueryListener listener) {
    long deadlineNanos =
        settings.timeoutMillis() == 0
            ? Long.MAX_VALUE
            : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.timeoutMillis());
    Path folder = newQueryFolder(settings);
    try {
      return execute(graph, settings, listener, folder, deadlineNanos);
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, List.of(() -> Folders.delete(folder)));
    }
  }

  private QueryResult execute(
      StageGraph graph,
      QuerySettings settings,
      QueryListener listener,
      Path folder,
      long deadlineNanos) {
    Place place = place(graph, settings, folder, deadlineNanos);
    QueryCoordinator coordinator =
        new QueryCoordinator(
            graph,
            schedulerSettings(settings, place),
            services.formats(),
            place.runner(),
            listener,
            () -> Folders.delete(folder),
            deadlineNanos,
            turn -> admission.queue(settings.memoryBytes(), place.processCount(), turn),
            settings.scheduler() != SchedulerKind.SINGLE_THREADED);
    RunningQuery query = new RunningQuery(graph, coordinator, this::forget);
    synchronized (this) {
      queries.add(query);
    }
    listener.onEvent(new QueryEvent.QueryStarted(graph.stages().size()));
    coordinator.start(coordinatorThreads);
    return query;
  }

  /**
   * Where a query's tasks run, in how many processes, how many at a time, and how much memory is
   * for them in each process.
   */
  private record Place(TaskRunner runner, int processCount, int slots, long memoryBytes) {}

  private Place place(StageGraph graph, QuerySettings settings, Path folder, long deadlineNanos) {
    switch (settings.scheduler()) {
      case SINGLE_THREADED:
        return local(graph, settings, folder, deadlineNanos, 1);
      case THREADS:
        return local(graph, settings, folder, deadlineNanos, settings.threads());
      case PROCESSES:
        return processes(graph, settings, folder);
      case AUTO:
        break;
    }
    throw new IllegalStateException("the scheduler is not chosen: " + settings.scheduler());
  }

  private Place local(
      StageGraph graph, QuerySettings settings, Path folder, long deadlineNanos, int slots) {
    QueryRuntime runtime =
        new QueryRuntime(graph, settings, services, folder, settings.memoryBytes(), budget, false);
    boolean inCaller = settings.scheduler() == SchedulerKind.SINGLE_THREADED;
    TaskRunner runner =
        inCaller
            ? LocalTaskRunner.inCaller(runtime, deadlineNanos)
            : LocalTaskRunner.inThreads(runtime, threads, slots, deadlineNanos);
    return new Place(runner, 1, slots, settings.memoryBytes());
  }

  private Place processes(StageGraph graph, QuerySettings settings, Path folder) {
    int workerCount = Math.min(settings.workers(), settings.threads());
    int slotsPerWorker = settings.threads() / workerCount;
    long memoryBytes = Math.max(1, settings.memoryBytes() / workerCount);
    WireMessage.StartQuery start =
        new WireMessage.StartQuery(
            nextQueryId.getAndIncrement(),
            PlanTrimmer.trim(graph),
            settings,
            folder.toString(),
            memoryBytes,
            settings.timeoutMillis());
    WorkerPool pool = pool(settings);
    QueryRuntime runtime =
        new QueryRuntime(graph, settings, services, folder, memoryBytes, budget, true);
    return new Place(
        new ProcessTaskRunner(start, pool, workerCount, slotsPerWorker, runtime),
        workerCount,
        workerCount * slotsPerWorker,
        memoryBytes);
  }

  private synchronized WorkerPool pool(QuerySettings settings) {
    try {
      WorkerPlace place = workers;
      if (place == null) {
        Path wished = Path.of(settings.tempDirectory()).toAbsolutePath();
        Path usual = Path.of(System.getProperty("java.io.tmpdir"));
        place = WorkerPlace.open(List.of(wished, usual), workerSettings, workerThreads);
        workers = place;
      }
      return place.pool();
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.STORAGE_FAILURE, "Cannot make the socket of workers: " + e.getMessage(), e);
    }
  }

  private static SchedulerSettings schedulerSettings(QuerySettings settings, Place place) {
    boolean secondAttempts = settings.scheduler() == SchedulerKind.PROCESSES;
    SchedulerSettings chosen =
        SchedulerSettings.of(
            place.slots(), secondAttempts, MemoryBudget.bytesForState(place.memoryBytes()));
    return settings.splitBytes() == 0 ? chosen : chosen.withTaskBytes(settings.splitBytes());
  }

  private synchronized Path newQueryFolder(QuerySettings settings) {
    if (isClosed) {
      throw new QueryException(ErrorCode.CONNECTION_CLOSED, "The executor is closed");
    }
    Path parent = Path.of(settings.tempDirectory()).toAbsolutePath();
    try {
      TemporaryFolder folder = temporaryFolders.get(parent);
      if (folder == null) {
        folder = TemporaryFolder.create(parent);
        temporaryFolders.put(parent, folder);
      }
      return folder.newQueryFolder();
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.ofFailedWrite(e),
          "Cannot use the temporary folder: folder="
              + parent
              + ", cause="
              + e
              + "; choose another one with the setting temp-dir",
          e);
    }
  }

  private synchronized void forget(RunningQuery query) {
    queries.remove(query);
  }

  @Override
  public void close() {
    List<RunningQuery> open;
    synchronized (this) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      open = List.copyOf(queries);
    }
    try {
      Closing.closeAll(open);
    } finally {
      threads.shutdown();
      end();
      removeShutdownHook();
    }
  }

  /** Ends worker processes and removes temporary files; also when the whole process ends. */
  private void end() {
    List<AutoCloseable> left = new ArrayList<>();
    synchronized (this) {
      isClosed = true;
      if (workers != null) {
        left.add(workers);
        workers = null;
      }
      left.addAll(temporaryFolders.values());
      temporaryFolders.clear();
    }
    Closing.closeAll(left);
  }

  private void removeShutdownHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException alreadyEnding) {
      // The process is ending: the hook is running, or has run, and finds nothing left to do.
    }
  }

  private static ThreadFactory daemonThreads(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
