package dev.quern.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * Turns Ctrl-C and a request to end (SIGINT, SIGTERM) into a cancelled query, so that the command
 * ends in the usual way and leaves no process or file behind. If that takes longer than a second,
 * or on the second signal, the process ends at once; its shutdown hooks then tidy up.
 */
final class Interrupts implements AutoCloseable {
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;
  private static final int BASE_EXIT_CODE = 128;
  private static final long PATIENCE_MILLIS = 1000;

  private final Runnable cancel;
  private final AtomicInteger signal = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final @Nullable Object previousInt;
  private final @Nullable Object previousTerm;

  private Interrupts(Runnable cancel) {
    this.cancel = cancel;
    previousInt = Signals.register("INT", () -> onSignal(SIGINT));
    previousTerm = Signals.register("TERM", () -> onSignal(SIGTERM));
  }

  /** Lets signals call {@code cancel}, on a thread of their own, until this is closed. */
  static Interrupts cancelling(Runnable cancel) {
    return new Interrupts(cancel);
  }

  private void onSignal(int number) {
    if (!signal.compareAndSet(0, number)) {
      System.exit(BASE_EXIT_CODE + number);
    }
    cancel.run();
    try {
      if (!ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        System.exit(BASE_EXIT_CODE + number);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the exit code of a cancelled command: 128 + the signal's number. */
  int exitCode() {
    return signal.get() == 0 ? Main.EXIT_CANCELLED : BASE_EXIT_CODE + signal.get();
  }

  @Override
  public void close() {
    ended.countDown();
    if (previousInt != null) {
      Signals.unregister("INT", previousInt);
    }
    if (previousTerm != null) {
      Signals.unregister("TERM", previousTerm);
    }
  }
}
