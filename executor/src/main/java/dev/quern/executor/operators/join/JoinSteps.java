package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.operators.Closing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins one pair of partitions: in one pass if the build rows fit one table. Otherwise in one pass
 * over the probe file for each block of build rows, and a last one that emits probe rows alone.
 * Owns blocks and files.
 */
final class JoinSteps implements AutoCloseable {
  private final JoinSetup setup;
  private final BuildFacts facts;
  private final SpilledJoin.Part part;
  private final BuildBlocks blocks;
  private @Nullable ProbeMarks marks;
  private @Nullable BatchSource probeRows;
  private @Nullable JoinPass pass;
  private boolean passesDone;

  JoinSteps(JoinSetup setup, BuildFacts facts, SpilledJoin.Part part, BuildBlocks blocks) {
    this.setup = setup;
    this.facts = facts;
    this.part = part;
    this.blocks = blocks;
  }

  /**
   * Fills the first block.
   *
   * @param mayRefuse whether to give up if that is not all of the build side
   * @return false if it has given up
   */
  boolean start(boolean mayRefuse) {
    // Taken before the table grows, and given back if there is only one block.
    ProbeMarks taken = null;
    if (setup.shape().tracksProbe() && !mayRefuse) {
      taken =
          new ProbeMarks(
              part.probeRowCount(), blocks.table().reservation(), setup.context()::checkCancelled);
      marks = taken;
    }
    blocks.fill();
    setup.statistics().observeReserved(blocks.table().reservation().bytes());
    if (taken != null && blocks.isEnded()) {
      taken.close();
      marks = null;
    }
    return blocks.isEnded() || !mayRefuse;
  }

  /** Returns the next rows, which the caller owns, or null. */
  @Nullable Batch next() {
    while (!passesDone) {
      if (pass == null) {
        startPass();
      }
      Batch batch = pass == null ? null : pass.next();
      if (batch != null) {
        return batch;
      }
      endPass();
    }
    return marks == null ? null : nextUnpaired(marks);
  }

  private void startPass() {
    if (marks != null) {
      marks.rewind();
    }
    BatchSource rows = part.openProbe(setup);
    probeRows = rows;
    pass = new JoinPass(setup, blocks.table(), rows, facts, marks);
  }

  private void endPass() {
    closePass();
    blocks.table().clear();
    if (!blocks.isEnded()) {
      blocks.fill();
      return;
    }
    passesDone = true;
    if (marks != null) {
      marks.rewind();
      probeRows = part.openProbe(setup);
    }
  }

  /** Emits what is due of probe rows alone, after all blocks. */
  private @Nullable Batch nextUnpaired(ProbeMarks finished) {
    BatchSource rows = probeRows;
    if (rows == null) {
      return null;
    }
    PairColumns pairs =
        new PairColumns(setup.shape(), new RowReader(blocks.table().layout()), setup.allocator());
    UnpairedRows unpaired =
        new UnpairedRows(setup.shape(), setup.probeKeys(), facts, pairs, setup.allocator());
    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
      try (Batch owned = batch) {
        Batch result = unpaired.read(owned, finished.next(owned.rowCount()));
        if (result != null) {
          return result;
        }
      }
    }
    return null;
  }

  private void closePass() {
    List<AutoCloseable> closeables = new ArrayList<>();
    if (pass != null) {
      closeables.add(pass);
      pass = null;
    }
    if (probeRows != null) {
      closeables.add(probeRows);
      probeRows = null;
    }
    Closing.closeAll(closeables);
  }

  /** Gives up before anything was emitted; the files stay. */
  void closeTable() {
    blocks.close();
  }

  @Override
  public void close() {
    List<AutoCloseable> closeables = new ArrayList<>();
    closeables.add(this::closePass);
    if (marks != null) {
      closeables.add(marks);
      marks = null;
    }
    closeables.add(blocks);
    closeables.add(part);
    Closing.closeAll(closeables);
  }
}
