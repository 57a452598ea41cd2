package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.RowReader;
import org.jspecify.annotations.Nullable;

/**
 * One pass of probe rows through a finished table: pairs, probe rows alone, then held rows alone.
 * Owns neither the table nor the probe rows.
 */
final class JoinPass implements AutoCloseable {
  private final JoinSetup setup;
  private final JoinTable table;
  private final BatchSource rows;
  private final JoinProbe probe;
  private @Nullable HeldRows heldRows;

  /** Parameters as of {@link JoinProbe}. */
  JoinPass(
      JoinSetup setup,
      JoinTable table,
      BatchSource rows,
      BuildFacts facts,
      @Nullable ProbeMarks marks) {
    this.setup = setup;
    this.table = table;
    this.rows = rows;
    this.probe = new JoinProbe(setup, table, facts, marks);
  }

  /** Returns the next rows, which the caller owns, or null. */
  @Nullable Batch next() {
    while (heldRows == null) {
      Batch joined = probe.next();
      if (joined != null) {
        return joined;
      }
      setup.context().checkCancelled();
      Batch batch = rows.next();
      if (batch != null) {
        probe.start(batch);
      } else {
        heldRows = new HeldRows(setup, table, new RowReader(table.layout()));
      }
    }
    return heldRows.next();
  }

  @Override
  public void close() {
    probe.close();
  }
}
