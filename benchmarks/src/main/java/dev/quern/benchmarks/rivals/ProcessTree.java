package dev.quern.benchmarks.rivals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.stream.Stream;

/**
 * Memory, processor time and temporary files of a process and all its descendants. Memory is the
 * sum of their proportional set sizes, looked at ten times a second and when a peak begins and is
 * read. Memory and time come from Linux's /proc; zero on other systems.
 *
 * <p>To tell a proportional set size the kernel walks all pages of a process and holds up its page
 * faults meanwhile. The resident set size costs nothing and is never smaller, so that only
 * processes which may be at a new peak are looked at so closely.
 */
final class ProcessTree implements AutoCloseable {
  private static final long SAMPLE_MILLIS = 100;
  private static final double TICKS_PER_SECOND = 100;

  /** What the kernel's counters of resident pages may be wrong by, in all processes together. */
  private static final long COUNTER_ERROR_BYTES = 8L << 20;

  private final ProcessHandle root;
  private final Path tempFolder;
  private final Thread sampler;
  private Peak peak = new Peak(0, 0, 0);
  private volatile boolean isClosed;

  /** The most seen at once: bytes of memory, processes, bytes in the temporary folder. */
  record Peak(long bytes, int processes, long tempBytes) {
    Peak or(Peak other) {
      return new Peak(
          Math.max(bytes, other.bytes),
          Math.max(processes, other.processes),
          Math.max(tempBytes, other.tempBytes));
    }
  }

  ProcessTree(ProcessHandle root, Path tempFolder) {
    this.root = root;
    this.tempFolder = tempFolder;
    this.sampler = new Thread(this::sampleUntilClosed, "quern-memory-sampler");
    sampler.setDaemon(true);
    sampler.start();
  }

  /** Returns the most that was seen since the peak began. */
  Peak peak() {
    return add(sample(0));
  }

  /** Begins a new peak. */
  synchronized void forgetPeak() {
    peak = sample(0);
  }

  private synchronized long peakBytes() {
    return peak.bytes;
  }

  private synchronized Peak add(Peak sample) {
    peak = peak.or(sample);
    return peak;
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

  private void sampleUntilClosed() {
    while (!isClosed) {
      add(sample(peakBytes()));
      try {
        Thread.sleep(SAMPLE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /**
   * @param knownBytes memory that is not worth telling exactly
   */
  private Peak sample(long knownBytes) {
    List<Long> pids = pids();
    long resident = pids.stream().mapToLong(ProcessTree::residentBytes).sum();
    long bytes =
        resident + COUNTER_ERROR_BYTES < knownBytes
            ? 0
            : pids.stream().mapToLong(ProcessTree::proportionalBytes).sum();
    return new Peak(bytes, pids.size(), size(tempFolder));
  }

  private static long residentBytes(long pid) {
    return kilobytes(pid, "status", "VmRSS:") * 1024;
  }

  private static long proportionalBytes(long pid) {
    return kilobytes(pid, "smaps_rollup", "Pss:") * 1024;
  }

  private static long kilobytes(long pid, String file, String field) {
    for (String line : lines(Path.of("/proc", Long.toString(pid), file))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }

  private static long size(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toFile).mapToLong(file -> file.isFile() ? file.length() : 0).sum();
    } catch (IOException | UncheckedIOException e) {
      // A folder went away while it was looked at; the next sample counts what is left.
      return 0;
    }
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
