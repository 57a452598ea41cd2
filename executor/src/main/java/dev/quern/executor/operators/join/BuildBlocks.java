package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.Closing;
import dev.quern.plan.errors.Checks;
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
  private final Runnable whileWaiting;
  private @Nullable Batch pending;
  private int pendingFrom;
  private boolean ended;

  /**
   * @param whileWaiting run while others are to give memory back for a first row
   */
  BuildBlocks(JoinTable table, BatchSource rows, Runnable whileWaiting) {
    this.table = table;
    this.rows = rows;
    this.whileWaiting = whileWaiting;
  }

  JoinTable table() {
    return table;
  }

  /** Fills the empty table with the next rows and finishes it. */
  void fill() {
    boolean full = false;
    while (!full) {
      Batch batch = pending != null ? pending : rows.next();
      if (batch == null) {
        ended = true;
        break;
      }
      if (batch != pending) {
        pending = batch;
        pendingFrom = 0;
      }
      full = !added(batch);
    }
    Checks.check(table.tryFinish(), "slots were reserved for %s rows", table.rowCount());
  }

  /** Adds rows of the pending batch and returns whether all of it went in. */
  private boolean added(Batch batch) {
    while (pendingFrom < batch.rowCount()) {
      int next = addSome(batch);
      if (next == pendingFrom) {
        return false;
      }
      pendingFrom = next;
    }
    batch.close();
    pending = null;
    return true;
  }

  /** Adds as many rows as there is memory for, with their slots; in an empty table at least one. */
  private int addSome(Batch batch) {
    int count = batch.rowCount() - pendingFrom;
    while (count > 1 && !table.tryReserveSlots(table.rowCount() + count)) {
      count /= 2;
    }
    boolean first = table.rowCount() == 0;
    if (first) {
      table.insistOnSlots(count, whileWaiting);
    } else if (!table.tryReserveSlots(table.rowCount() + count)) {
      return pendingFrom;
    }
    int next = table.tryAdd(batch, pendingFrom, pendingFrom + count);
    if (next == pendingFrom && first) {
      table.insist(next, whileWaiting);
      next = table.tryAdd(batch, pendingFrom, pendingFrom + 1);
    }
    return next;
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
