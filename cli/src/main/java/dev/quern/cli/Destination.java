package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import dev.quern.executor.batch.BatchSource;

/**
 * Where the results of a run go, one after the other. Closing without {@link #finish} drops what
 * can be dropped.
 */
interface Destination extends AutoCloseable {
  /**
   * Writes a result, without closing it.
   *
   * @return the number of rows
   */
  long write(BatchSource rows, OutputFormat format);

  /** Writes a text that is an answer itself, such as a plan. */
  void write(String text, OutputFormat format);

  /** Returns whether nobody reads any more, so that the rest of the work is for nothing. */
  boolean isAbandoned();

  /** Makes the results last. */
  void finish();

  @Override
  void close();
}
