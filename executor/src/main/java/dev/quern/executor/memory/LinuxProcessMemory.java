package dev.quern.executor.memory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * This process, from Linux's /proc and Java's diagnostic command {@code System.trim_native_heap}
 * (17.0.9 or newer, GNU C library). Elsewhere nothing is known, and so nothing is done.
 */
final class LinuxProcessMemory implements ProcessMemory {
  /** Holds sizes in pages; the second is what is resident. */
  private static final Path SIZES = Path.of("/proc/self/statm");

  /** The page size of the machines that we know, or a part of it: then less is known to be held. */
  private static final long PAGE_BYTES = 4096;

  private volatile boolean isKnown = Files.isReadable(SIZES);

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long residentBytes() {
    if (!isKnown) {
      return 0;
    }
    try {
      return Long.parseLong(Files.readString(SIZES).split(" ", 3)[1]) * PAGE_BYTES;
    } catch (IOException e) {
      isKnown = false;
      logger().log(System.Logger.Level.DEBUG, "The size of the process is not known", e);
      return 0;
    }
  }

  @Override
  public void trim() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "systemTrimNativeHeap",
              new Object[0],
              new String[0]);
    } catch (JMException e) {
      isKnown = false;
      logger().log(System.Logger.Level.DEBUG, "This Java cannot trim its native heap", e);
    }
  }

  /** The JDK's loggers take a while to load: not before there is something to say. */
  private static System.Logger logger() {
    return System.getLogger(LinuxProcessMemory.class.getName());
  }
}
