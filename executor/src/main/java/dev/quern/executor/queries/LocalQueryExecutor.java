package dev.quern.executor.queries;

import dev.quern.executor.operators.Closing;
import dev.quern.executor.scheduler.SchedulerSettings;
import dev.quern.executor.worker.ExecutorServices;
import dev.quern.executor.worker.Folders;
import dev.quern.executor.worker.QueryRuntime;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.settings.SchedulerKind;
import dev.quern.plan.stages.StageGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs queries on this machine. */
final class LocalQueryExecutor implements QueryExecutor {
  private final ExecutorServices services;
  private final ThreadFactory threadFactory = daemonThreads("quern-task-");
  private final ExecutorService threads = Executors.newCachedThreadPool(threadFactory);
  private final ThreadFactory coordinatorThreads = daemonThreads("quern-query-");
  private final Map<Path, TemporaryFolder> temporaryFolders = new HashMap<>();
  private final Set<RunningQuery> queries = new HashSet<>();
  private boolean isClosed;

  LocalQueryExecutor(ExecutorServices.Provider provider, ExecutorSettings settings) {
    this.services = provider.create();
  }

  @Override
  public QueryResult execute(StageGraph graph, QuerySettings settings, QueryListener listener) {
    SchedulerKind kind = settings.scheduler();
    long deadlineNanos =
        settings.timeoutMillis() == 0
            ? Long.MAX_VALUE
            : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.timeoutMillis());
    int slots = kind == SchedulerKind.SINGLE_THREADED ? 1 : settings.threads();
    Path folder = newQueryFolder(settings);
    QueryRuntime runtime =
        new QueryRuntime(graph, settings, services, folder, settings.memoryBytes(), false);
    Executor executor = kind == SchedulerKind.SINGLE_THREADED ? Runnable::run : threads;
    TaskRunner runner = new LocalTaskRunner(runtime, executor, slots, deadlineNanos);
    QueryCoordinator coordinator =
        new QueryCoordinator(
            graph,
            schedulerSettings(settings, slots),
            services.formats(),
            runner,
            listener,
            () -> Folders.delete(folder),
            deadlineNanos,
            kind != SchedulerKind.SINGLE_THREADED);
    RunningQuery query = new RunningQuery(graph.schema(), coordinator, this::forget);
    synchronized (this) {
      queries.add(query);
    }
    coordinator.start(coordinatorThreads);
    return query;
  }

  private synchronized void forget(RunningQuery query) {
    queries.remove(query);
  }

  private static SchedulerSettings schedulerSettings(QuerySettings settings, int slots) {
    boolean secondAttempts = settings.scheduler() == SchedulerKind.PROCESSES;
    SchedulerSettings chosen = SchedulerSettings.of(slots, secondAttempts);
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
          ErrorCode.STORAGE_FAILURE, "Cannot use the temporary folder: folder=" + parent, e);
    }
  }

  @Override
  public void close() {
    List<RunningQuery> open;
    synchronized (this) {
      isClosed = true;
      open = List.copyOf(queries);
    }
    Closing.closeAll(open);
    threads.shutdown();
    synchronized (this) {
      for (TemporaryFolder folder : temporaryFolders.values()) {
        try {
          folder.close();
        } catch (IOException e) {
          throw new QueryException(
              ErrorCode.STORAGE_FAILURE, "Cannot remove the folder " + folder.path(), e);
        }
      }
      temporaryFolders.clear();
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
