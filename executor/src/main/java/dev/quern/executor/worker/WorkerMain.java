package dev.quern.executor.worker;

import dev.quern.executor.memory.MemoryBudget;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The main class of a worker process. Its arguments are the coordinator's socket, its number, and
 * the class of its {@link ExecutorServices.Provider}. It ends when the coordinator closes the
 * connection, or is gone.
 */
public final class WorkerMain {
  /** How often a worker tells that it is alive. */
  public static final long HEARTBEAT_MILLIS = 500;

  private final WireChannel channel;
  private final ExecutorServices services;
  private final ExecutorService threads;
  private final MemoryBudget budget = new MemoryBudget();
  private final Map<Long, WorkerQuery> queries = new HashMap<>();

  private WorkerMain(WireChannel channel, ExecutorServices services, ExecutorService threads) {
    this.channel = channel;
    this.services = services;
    this.threads = threads;
  }

  public static void main(String[] arguments) throws IOException {
    Path socket = Path.of(arguments[0]);
    int workerId = Integer.parseInt(arguments[1]);
    SocketChannel connection = SocketChannel.open(StandardProtocolFamily.UNIX);
    connection.connect(UnixDomainSocketAddress.of(socket));
    WireChannel channel = new WireChannel(connection);
    channel.send(new WireMessage.Hello(workerId, ProcessHandle.current().pid()));
    startHeartbeat(channel);
    AtomicInteger count = new AtomicInteger();
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> new Thread(task, "quern-task-" + count.incrementAndGet()));
    new WorkerMain(channel, createServices(arguments[2]), threads).serve();
  }

  private static ExecutorServices createServices(String providerClass) {
    try {
      Class<?> found = Class.forName(providerClass);
      return ((ExecutorServices.Provider) found.getDeclaredConstructor().newInstance()).create();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make the services of " + providerClass, e);
    }
  }

  private static void startHeartbeat(WireChannel channel) {
    Thread thread = new Thread(() -> beat(channel), "quern-heartbeat");
    thread.setDaemon(true);
    thread.start();
  }

  private static void beat(WireChannel channel) {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(HEARTBEAT_MILLIS);
        channel.send(new WireMessage.Heartbeat());
      }
    } catch (IOException | InterruptedException e) {
      end();
    }
  }

  /** Ends at once: files of unfinished work are the coordinator's to remove. */
  private static void end() {
    Runtime.getRuntime().halt(0);
  }

  private void serve() throws IOException {
    try {
      while (true) {
        handle(channel.receive());
      }
    } catch (EOFException e) {
      end();
    }
  }

  private void handle(WireMessage message) {
    if (message instanceof WireMessage.StartQuery start) {
      queries.put(start.queryId(), new WorkerQuery(start, services, budget, threads, this::send));
    } else if (message instanceof WireMessage.RunTask run) {
      query(run.queryId()).run(run.assignment());
    } else if (message instanceof WireMessage.CancelTask cancel) {
      query(cancel.queryId()).cancel(cancel.id());
    } else if (message instanceof WireMessage.RowsTaken taken) {
      WorkerQuery reading = queries.get(taken.queryId());
      if (reading != null) {
        reading.take(taken.id());
      }
    } else if (message instanceof WireMessage.EndQuery end) {
      WorkerQuery query = query(end.queryId());
      queries.remove(end.queryId());
      threads.execute(query::end);
    } else {
      throw new IllegalStateException("not for a worker: " + message);
    }
  }

  private WorkerQuery query(long queryId) {
    WorkerQuery query = queries.get(queryId);
    if (query == null) {
      throw new IllegalStateException("unknown query: " + queryId);
    }
    return query;
  }

  private void send(WireMessage message) {
    try {
      channel.send(message);
    } catch (IOException e) {
      end();
    }
  }
}
