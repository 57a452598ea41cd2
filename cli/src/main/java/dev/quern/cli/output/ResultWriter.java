package dev.quern.cli.output;

import dev.quern.executor.batch.BatchSource;
import java.io.IOException;

/** Writes one result to the place it was made for. */
public interface ResultWriter {
  /**
   * Writes all rows and closes neither the rows nor the place.
   *
   * @return the number of rows
   */
  long write(BatchSource rows) throws IOException;
}
