package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.SpillFile;
import dev.quern.executor.memory.SpillPartitions;
import dev.quern.executor.operators.Closing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins probe rows with a {@link HybridBuild}: at once where the part of their hash is in memory,
 * by a {@link SpilledJoin} later where it is on disk. Owns the build side but not the probe rows.
 * Not thread-safe.
 */
final class HybridJoin implements AutoCloseable {
  private final JoinSetup setup;
  private final HybridBuild build;
  private final ProbeDivider divider;
  private @Nullable JoinPass pass;
  private @Nullable SpilledJoin spilled;

  /**
   * @param build is finished
   */
  HybridJoin(JoinSetup setup, HybridBuild build, BatchSource probeRows) {
    this.setup = setup;
    this.build = build;
    this.divider = new ProbeDivider(setup, build, probeRows);
    this.pass = new JoinPass(setup, build.table(), divider, build.facts(), null);
  }

  /** Returns the next rows, which the caller owns, or null. */
  @Nullable Batch next() {
    if (pass != null) {
      Batch batch = pass.next();
      if (batch != null) {
        return batch;
      }
      pass.close();
      pass = null;
      build.table().clear();
      startSpilled();
    }
    return spilled == null ? null : spilled.next();
  }

  private void startSpilled() {
    if (!build.isSpilled()) {
      return;
    }
    SpilledJoin started = new SpilledJoin(setup, build.facts());
    spilled = started;
    List<@Nullable SpillFile> probeFiles = divider.finish();
    List<@Nullable SpillFile> buildFiles = new ArrayList<>();
    for (int part = 0; part < SpillPartitions.COUNT; part++) {
      buildFiles.add(build.takeFile(part));
    }
    started.addFiles(buildFiles, probeFiles, 1);
  }

  @Override
  public void close() {
    List<AutoCloseable> closeables = new ArrayList<>();
    if (pass != null) {
      closeables.add(pass);
    }
    if (spilled != null) {
      closeables.add(spilled);
    }
    closeables.add(divider);
    closeables.add(build);
    Closing.closeAll(closeables);
  }
}
