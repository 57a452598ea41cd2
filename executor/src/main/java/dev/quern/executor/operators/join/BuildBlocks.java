package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.Closing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Build rows of one partition as tables that fit memory, one after the other: often one, several if
 * the partition is too large. Each makes some progress, whatever the memory. Owns table and rows.
 */
final class BuildBlocks implements AutoCloseable {
  private final JoinTable table;
  private final BatchSource rows;
  private @Nullable Batch pending;
  private int pendingFrom;
  private boolean ended;

  BuildBlocks(JoinTable table, BatchSource rows) {
    this.table = table;
    this.rows = rows;
  }

  JoinTable table() {
    return table;
  }

  /**
   * Fills the empty table with the next rows. It stops while there is still memory for the slots of
   * the table, which the caller finishes.
   */
  void fill() {
    boolean full = false;
    while (!full) {
      Batch batch = pending != null ? pending : rows.next();
      if (batch == null) {
        ended = true;
        break;
      }
      full = !added(batch);
    }
  }

  /** Adds rows of a batch and returns whether all of it went in. */
  private boolean added(Batch batch) {
    int from = batch == pending ? pendingFrom : 0;
    pending = batch;
    boolean first = table.rowCount() == 0;
    int next = table.tryAdd(batch, from);
    if (next < batch.rowCount() && first && table.rowCount() == 0) {
      table.forceAdd(batch, next);
      next = batch.rowCount();
    }
    pendingFrom = next;
    if (next < batch.rowCount()) {
      return false;
    }
    pending.close();
    pending = null;
    return table.canFinish();
  }

  /** Returns whether the table holds the last rows. */
  boolean isEnded() {
    return ended;
  }

  @Override
  public void close() {
    List<AutoCloseable> closeables = new ArrayList<>();
    if (pending != null) {
      closeables.add(pending);
      pending = null;
    }
    closeables.add(rows);
    closeables.add(table);
    Closing.closeAll(closeables);
  }
}
