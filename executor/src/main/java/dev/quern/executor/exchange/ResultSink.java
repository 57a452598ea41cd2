package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;

/**
 * Where an attempt of the root stage puts its rows while the client reads them. The attempt's
 * thread adds any number of times and then calls {@link #finish} or {@link #abandon}; {@link
 * #close} may come at any time from any thread.
 */
public interface ResultSink extends AutoCloseable {
  /**
   * Takes a batch and its ownership, when there is room for it.
   *
   * @param whileWaiting run again and again while the client is to take rows; may throw
   */
  void add(Batch batch, Runnable whileWaiting);

  /** Tells that these were all rows and nothing of the attempt can fail any more. */
  void finish();

  /** Tells that the attempt has failed: the reader finds its rows lost. */
  void abandon();

  long rowCount();

  /** Returns the size of all rows added. */
  long byteCount();

  /** Returns for how long the attempt has waited for the client. */
  long waitedNanos();

  /** Ends the attempt's and the client's wait for each other. */
  @Override
  void close();
}
