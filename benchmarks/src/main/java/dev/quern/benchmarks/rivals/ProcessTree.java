package dev.quern.benchmarks.rivals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Memory and processor time of a process and all its descendants, from Linux's /proc; zero on other
 * systems.
 */
final class ProcessTree implements AutoCloseable {
  private static final long SAMPLE_MILLIS = 100;
  private static final double TICKS_PER_SECOND = 100;

  private final ProcessHandle root;
  private final AtomicLong peakBytes = new AtomicLong();
  private final Thread sampler;
  private volatile boolean isClosed;

  ProcessTree(ProcessHandle root) {
    this.root = root;
    this.sampler = new Thread(this::sample, "quern-memory-sampler");
    sampler.setDaemon(true);
    sampler.start();
  }

  long peakBytes() {
    return peakBytes.get();
  }

  /** Begins a new peak. */
  void forgetPeak() {
    peakBytes.set(0);
  }

  /** Returns the processor time used so far, of ended and reaped children too. */
  double cpuSeconds() {
    double ticks = 0;
    for (long pid : pids()) {
      List<String> lines = lines(Path.of("/proc", Long.toString(pid), "stat"));
      if (!lines.isEmpty()) {
        // Fields 14 to 17 of proc(5), counted after the command name, which may hold blanks.
        Scanner fields = new Scanner(lines.get(0).substring(lines.get(0).lastIndexOf(')') + 2));
        for (int i = 3; i <= 17; i++) {
          String field = fields.next();
          ticks += i >= 14 ? Double.parseDouble(field) : 0;
        }
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  private void sample() {
    while (!isClosed) {
      long bytes = 0;
      for (long pid : pids()) {
        bytes += proportionalBytes(pid);
      }
      peakBytes.accumulateAndGet(bytes, Math::max);
      try {
        Thread.sleep(SAMPLE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static long proportionalBytes(long pid) {
    for (String line : lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
      if (line.startsWith("Pss:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    return 0;
  }

  private List<Long> pids() {
    return Stream.concat(Stream.of(root), root.descendants()).map(ProcessHandle::pid).toList();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      // The process has just ended: it holds nothing any more.
      return List.of();
    }
  }

  @Override
  public void close() {
    isClosed = true;
    sampler.interrupt();
  }
}
