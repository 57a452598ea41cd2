package dev.quern.executor.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A worker process as the coordinator sees it. Thread-safe. */
public final class WorkerProcess implements AutoCloseable {
  private static final long END_MILLIS = 2_000;
  private static final int LOG_TAIL = 500;

  private final int id;
  private final Process process;
  private final Path log;
  private volatile @Nullable WireChannel channel;
  private volatile long lastHeardNanos = System.nanoTime();

  WorkerProcess(int id, Process process, Path log) {
    this.id = id;
    this.process = process;
    this.log = log;
  }

  public int id() {
    return id;
  }

  /** Returns the number of the operating system's process. */
  public long pid() {
    return process.pid();
  }

  /** Sends a message. If the worker is gone nothing happens: its loss is told to the listeners. */
  public void send(WireMessage message) {
    WireChannel open = channel;
    if (open == null) {
      throw new IllegalStateException("worker " + id + " is not ready");
    }
    try {
      open.send(message);
    } catch (IOException e) {
      kill();
    }
  }

  /** Ends the process by force; its loss is told to the listeners. */
  public void kill() {
    process.destroyForcibly();
  }

  void connect(WireChannel newChannel) {
    channel = newChannel;
    heard();
  }

  boolean isConnected() {
    return channel != null;
  }

  void heard() {
    lastHeardNanos = System.nanoTime();
  }

  long silentMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastHeardNanos);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns how the process ended, with the last lines it printed. Waits for its end. */
  String causeOfDeath() throws InterruptedException {
    int exitCode = process.waitFor();
    String cause = "worker process " + process.pid() + " ended with exit code " + exitCode;
    String printed = printed();
    return printed.isEmpty() ? cause : cause + ": " + printed;
  }

  private String printed() {
    try {
      String text = Files.readString(log, StandardCharsets.UTF_8).strip();
      return text.substring(Math.max(0, text.length() - LOG_TAIL));
    } catch (IOException e) {
      return "its output cannot be read: " + e.getMessage();
    }
  }

  /** Closes the connection, upon which the process ends; by force if it takes long. */
  @Override
  public void close() {
    WireChannel open = channel;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the connection to worker " + id, e);
    } finally {
      waitForEnd(open != null);
    }
  }

  private void waitForEnd(boolean endsByItself) {
    boolean wasInterrupted = false;
    boolean hasEnded = false;
    long patienceMillis = endsByItself ? END_MILLIS : 0;
    while (!hasEnded) {
      try {
        hasEnded = process.waitFor(patienceMillis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
      if (!hasEnded) {
        process.destroyForcibly();
        patienceMillis = END_MILLIS;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
