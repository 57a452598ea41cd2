package dev.quern.plan.settings;

import java.util.Locale;

/** Where tasks run. */
public enum SchedulerKind {
  /** Threads for small inputs, processes for large ones. */
  AUTO,
  /** One task after the other in the caller's thread. */
  SINGLE_THREADED,
  /** A pool of threads in this process. */
  THREADS,
  /** Worker processes on this machine. */
  PROCESSES;

  /** Returns the name that users write, e.g. {@code single-threaded}. */
  public String optionName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
