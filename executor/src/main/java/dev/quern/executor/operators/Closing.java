package dev.quern.executor.operators;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Closes many things even if closing one of them fails. */
public final class Closing {
  private Closing() {}

  /**
   * Closes everything in order.
   *
   * @throws RuntimeException the first failure, with later ones suppressed in it
   */
  public static void closeAll(Collection<? extends AutoCloseable> closeables) {
    RuntimeException failure = null;
    for (AutoCloseable closeable : closeables) {
      failure = close(closeable, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Closes what a failed construction leaves behind and returns the failure to be thrown. */
  public static <E extends Throwable> E closeAfter(
      E failure, Collection<? extends AutoCloseable> closeables) {
    try {
      closeAll(closeables);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static @Nullable RuntimeException close(
      AutoCloseable closeable, @Nullable RuntimeException earlier) {
    try {
      closeable.close();
      return earlier;
    } catch (Exception e) {
      RuntimeException failure =
          e instanceof RuntimeException runtime
              ? runtime
              : new IllegalStateException("cannot close " + closeable, e);
      if (earlier == null) {
        return failure;
      }
      earlier.addSuppressed(failure);
      return earlier;
    }
  }
}
