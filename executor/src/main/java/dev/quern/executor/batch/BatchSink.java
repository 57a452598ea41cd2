package dev.quern.executor.batch;

/**
 * Rows that are pushed. One thread at a time calls {@link #add} any number of times, then {@link
 * #finish()} once if all went well, then {@link #close()} in every case. What was not finished
 * leaves no trace.
 */
public interface BatchSink extends AutoCloseable {
  /** Takes the rows and their ownership, also if it throws. */
  void add(Batch batch);

  /** Makes all rows visible to readers. */
  void finish();

  @Override
  void close();
}
