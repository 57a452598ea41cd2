package dev.quern.executor.batch;

import dev.quern.plan.types.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are pulled. One thread at a time calls {@link #next()} until it returns null, then
 * {@link #close()}; {@code close} may come earlier, and frees everything. A call of {@code next}
 * after null returns null again.
 */
public interface BatchSource extends AutoCloseable {
  Schema schema();

  /**
   * Returns the next rows, at least one, and hands over their ownership; null if there are no more.
   */
  @Nullable Batch next();

  @Override
  void close();
}
