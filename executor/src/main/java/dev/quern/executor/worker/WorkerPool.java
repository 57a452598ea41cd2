package dev.quern.executor.worker;

import dev.quern.executor.memory.AllocatorEnvironment;
import dev.quern.executor.operators.Closing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The worker processes of one coordinator: started when first asked for, kept for later queries,
 * replaced when they die, ended with the pool. Workers connect to a Unix domain socket in a private
 * folder. Thread-safe.
 */
public final class WorkerPool implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(WorkerPool.class.getName());
  private static final int MOST_FAILED_STARTS = 3;
  private static final long START_MILLIS = 30_000;
  private static final long WATCH_MILLIS = 250;

  private final Path folder;
  private final WorkerSettings settings;
  private final ThreadFactory threads;
  private final ServerSocketChannel server;
  private final Map<Integer, WorkerProcess> workers = new TreeMap<>();
  private final Map<Long, WorkerListener> listeners = new ConcurrentHashMap<>();
  private final List<Thread> started = new ArrayList<>();
  private int nextId = 1;
  private int wanted;
  private int failedStarts;
  private volatile boolean isClosed;

  /**
   * Opens the pool; no worker is started yet.
   *
   * @param folder a private folder with a short path, removed by its owner
   */
  public WorkerPool(Path folder, WorkerSettings settings, ThreadFactory threads)
      throws IOException {
    this.folder = folder;
    this.settings = settings;
    this.threads = threads;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket()));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    startThread(this::accept);
    startThread(this::watch);
  }

  /** Returns the path of the socket in {@code folder}; systems allow about 100 bytes. */
  public static Path socketIn(Path folder) {
    return folder.resolve("s");
  }

  /**
   * Tells {@code listener} of every worker from now on, also of those that are ready already, and
   * starts more until there are {@code workerCount}.
   */
  public void attach(long queryId, int workerCount, WorkerListener listener) {
    List<WorkerProcess> ready = new ArrayList<>();
    synchronized (this) {
      wanted = Math.max(wanted, workerCount);
      listeners.put(queryId, listener);
      for (WorkerProcess worker : workers.values()) {
        if (worker.isConnected()) {
          ready.add(worker);
        }
      }
      failedStarts = 0;
    }
    startMissing();
    ready.forEach(listener::onReady);
  }

  /** Stops telling the query's listener. */
  public void detach(long queryId) {
    listeners.remove(queryId);
  }

  /** Returns the workers that are there, by number. */
  public synchronized List<WorkerProcess> workers() {
    return List.copyOf(workers.values());
  }

  private Path socket() {
    return socketIn(folder);
  }

  private void startThread(Runnable loop) {
    Thread thread = threads.newThread(loop);
    synchronized (started) {
      started.add(thread);
    }
    thread.start();
  }

  private void startMissing() {
    String failure = null;
    synchronized (this) {
      while (!isClosed && workers.size() < wanted && failure == null) {
        try {
          WorkerProcess worker = start(nextId++);
          workers.put(worker.id(), worker);
        } catch (IOException e) {
          failure = "Cannot start a worker process: " + e.getMessage();
        }
      }
    }
    if (failure != null) {
      for (WorkerListener listener : listeners.values()) {
        listener.onNoWorkers(failure);
      }
    }
  }

  private WorkerProcess start(int id) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(settings.javaExecutable().toString());
    command.addAll(settings.options());
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Duser.timezone=" + TimeZone.getDefault().getID());
    command.add("-XX:ErrorFile=" + folder.resolve("crash-" + id + ".log"));
    command.add(WorkerMain.class.getName());
    command.add(socket().toString());
    command.add(String.valueOf(id));
    command.add(settings.providerClass());
    Path log = folder.resolve("worker-" + id + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("CLASSPATH", settings.classPath());
    AllocatorEnvironment.apply(builder.environment());
    Process process = builder.start();
    process.getOutputStream().close();
    return new WorkerProcess(id, process, log);
  }

  /** Takes connections until the pool is closed. */
  private void accept() {
    while (!isClosed) {
      try {
        SocketChannel connection = server.accept();
        startThread(() -> greet(new WireChannel(connection)));
      } catch (IOException e) {
        if (!isClosed) {
          throw new UncheckedIOException("cannot accept workers", e);
        }
      }
    }
  }

  /** Serves one connection: the first message says whose it is. */
  private void greet(WireChannel channel) {
    WorkerProcess worker = null;
    try (channel) {
      if (channel.receive() instanceof WireMessage.Hello hello) {
        worker = welcome(hello, channel);
      }
      if (worker != null) {
        receiveAll(worker, channel);
      }
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "The connection to a worker has ended", e);
    } finally {
      if (worker != null) {
        worker.kill();
        lose(worker);
      }
    }
  }

  private @Nullable WorkerProcess welcome(WireMessage.Hello hello, WireChannel channel) {
    WorkerProcess worker;
    List<WorkerListener> told;
    synchronized (this) {
      worker = workers.get(hello.workerId());
      if (worker == null || worker.isConnected() || worker.pid() != hello.pid()) {
        return null;
      }
      worker.connect(channel);
      failedStarts = 0;
      told = List.copyOf(listeners.values());
    }
    for (WorkerListener listener : told) {
      listener.onReady(worker);
    }
    return worker;
  }

  private void receiveAll(WorkerProcess worker, WireChannel channel) throws IOException {
    while (true) {
      WireMessage message = channel.receive();
      worker.heard();
      Long queryId = queryId(message);
      WorkerListener listener = queryId == null ? null : listeners.get(queryId);
      if (listener != null) {
        listener.onMessage(worker, message);
      }
    }
  }

  private static @Nullable Long queryId(WireMessage message) {
    if (message instanceof WireMessage.TaskFinished finished) {
      return finished.queryId();
    }
    if (message instanceof WireMessage.TaskFailed failed) {
      return failed.queryId();
    }
    if (message instanceof WireMessage.RowsReady ready) {
      return ready.queryId();
    }
    if (message instanceof WireMessage.QueryEnded ended) {
      return ended.queryId();
    }
    return null;
  }

  /** Ends workers that are silent, and replaces those that are gone without having connected. */
  private void watch() {
    try {
      while (!isClosed) {
        TimeUnit.MILLISECONDS.sleep(WATCH_MILLIS);
        for (WorkerProcess worker : workers()) {
          long patienceMillis =
              worker.isConnected()
                  ? settings.silenceMillis()
                  : Math.max(START_MILLIS, settings.silenceMillis());
          if (worker.silentMillis() > patienceMillis) {
            worker.kill();
          }
          if (!worker.isAlive() && !worker.isConnected()) {
            lose(worker);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lose(WorkerProcess worker) {
    boolean isHopeless;
    synchronized (this) {
      if (isClosed || workers.remove(worker.id()) == null) {
        return;
      }
      if (!worker.isConnected()) {
        failedStarts++;
      }
      isHopeless = failedStarts >= MOST_FAILED_STARTS;
      if (isHopeless) {
        wanted = 0;
      }
    }
    String cause;
    try {
      cause = worker.causeOfDeath();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    for (WorkerListener listener : listeners.values()) {
      if (worker.isConnected()) {
        listener.onLost(worker, cause);
      }
      if (isHopeless) {
        listener.onNoWorkers("Cannot start a worker process: " + cause);
      }
    }
    startMissing();
  }

  @Override
  public void close() {
    List<WorkerProcess> left;
    synchronized (this) {
      isClosed = true;
      left = List.copyOf(workers.values());
      workers.clear();
    }
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the socket " + socket(), e);
    } finally {
      endThreads(left);
    }
  }

  private void endThreads(List<WorkerProcess> processes) {
    Closing.closeAll(processes);
    List<Thread> left;
    synchronized (started) {
      left = List.copyOf(started);
    }
    boolean wasInterrupted = false;
    for (Thread thread : left) {
      thread.interrupt();
      while (thread.isAlive() && thread != Thread.currentThread()) {
        try {
          thread.join();
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
