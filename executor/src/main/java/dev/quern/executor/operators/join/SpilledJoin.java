package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.RowHasher;
import dev.quern.executor.memory.SpillFile;
import dev.quern.executor.memory.SpillPartitions;
import dev.quern.executor.operators.Closing;
import dev.quern.plan.types.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins pairs of files, one after the other. A build file that is too large for memory is cut by
 * other bits of the hash, unless cutting has hardly made it smaller before: one key has most of its
 * rows. Such a file is joined block by block: as many build rows as fit, then all probe rows, and
 * so on. Not thread-safe.
 */
final class SpilledJoin implements AutoCloseable {
  /** A partition with more than this share of the rows that were cut is not cut again. */
  private static final double SKEWED_SHARE = 0.8;

  private final JoinSetup setup;
  private final BuildFacts facts;
  private final Deque<Part> waiting = new ArrayDeque<>();
  private @Nullable JoinSteps current;
  private long[] hashes = new long[0];
  private int cuts;

  /**
   * @param facts about all build rows, in files or not
   */
  SpilledJoin(JoinSetup setup, BuildFacts facts) {
    this.setup = setup;
    this.facts = facts;
  }

  /** Writes all rows of a batch, which stays open. */
  private void write(Batch batch, JoinKeys keys, SpillPartitions partitions) {
    setup.context().checkCancelled();
    hashes = new long[Math.max(hashes.length, batch.rowCount())];
    RowHasher.hash(keys.addresses(batch), batch.rowCount(), hashes);
    partitions.write(batch, hashes);
  }

  /** Returns the next rows, which the caller owns, or null. */
  @Nullable Batch next() {
    while (true) {
      if (current != null) {
        Batch batch = current.next();
        if (batch != null) {
          return batch;
        }
        current.close();
        current = null;
      }
      if (waiting.isEmpty()) {
        return null;
      }
      start(waiting.pop());
    }
  }

  private void writeAll(BatchSource source, JoinKeys keys, SpillPartitions partitions) {
    for (Batch batch = source.next(); batch != null; batch = source.next()) {
      try (Batch owned = batch) {
        write(owned, keys, partitions);
      }
    }
  }

  /** Finishes the files of both sides and puts the pairs first in line. */
  private void addParts(SpillPartitions build, SpillPartitions probe, int level) {
    List<@Nullable SpillFile> buildFiles = build.finish();
    List<@Nullable SpillFile> probeFiles;
    try {
      probeFiles = probe.finish();
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, present(buildFiles));
    }
    for (SpillFile file : present(buildFiles)) {
      setup.statistics().addBytesSpilled(file.fileBytes());
    }
    addFiles(buildFiles, probeFiles, level);
  }

  /**
   * Puts pairs of files first in line, of which it takes ownership.
   *
   * @param level by whose bits the files would be cut
   */
  void addFiles(
      List<@Nullable SpillFile> buildFiles, List<@Nullable SpillFile> probeFiles, int level) {
    long rowCount = 0;
    for (SpillFile file : present(buildFiles)) {
      rowCount += file.rowCount();
    }
    for (SpillFile file : present(probeFiles)) {
      setup.statistics().addBytesSpilled(file.fileBytes());
    }
    for (int i = SpillPartitions.COUNT - 1; i >= 0; i--) {
      SpillFile buildFile = buildFiles.get(i);
      boolean skewed = buildFile != null && buildFile.rowCount() > SKEWED_SHARE * rowCount;
      waiting.push(new Part(buildFile, probeFiles.get(i), level, skewed));
    }
  }

  private static List<SpillFile> present(List<@Nullable SpillFile> files) {
    List<SpillFile> present = new ArrayList<>();
    for (SpillFile file : files) {
      if (file != null) {
        present.add(file);
      }
    }
    return present;
  }

  /** Begins to join one pair of partitions, or cuts it. */
  private void start(Part part) {
    if (part.build == null && !setup.shape().tracksProbe()) {
      part.close();
      return;
    }
    if (part.probe == null && !setup.shape().tracksBuild()) {
      part.close();
      return;
    }
    JoinTable table;
    try {
      table = setup.newTable();
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, List.of(part));
    }
    BuildBlocks blocks =
        new BuildBlocks(table, part.openBuild(setup), setup.context()::checkCancelled);
    current = new JoinSteps(setup, facts, part, blocks);
    boolean mayCut = !part.skewed && part.level < SpillPartitions.LEVELS;
    if (!current.start(mayCut)) {
      current.closeTable();
      current = null;
      cut(part);
    }
  }

  private void cut(Part part) {
    cuts++;
    try (part;
        SpillPartitions build =
            setup.newPartitions(setup.shape().build(), "build-cut-" + cuts, part.level);
        SpillPartitions probe =
            setup.newPartitions(setup.shape().probe(), "probe-cut-" + cuts, part.level);
        BatchSource buildRows = part.openBuild(setup);
        BatchSource rows = part.openProbe(setup)) {
      writeAll(buildRows, setup.buildKeys(), build);
      writeAll(rows, setup.probeKeys(), probe);
      addParts(build, probe, part.level + 1);
    }
  }

  @Override
  public void close() {
    List<AutoCloseable> closeables = new ArrayList<>();
    if (current != null) {
      closeables.add(current);
    }
    closeables.addAll(waiting);
    waiting.clear();
    Closing.closeAll(closeables);
  }

  /** A pair of partitions on disk; null stands for one without rows. */
  record Part(@Nullable SpillFile build, @Nullable SpillFile probe, int level, boolean skewed)
      implements AutoCloseable {

    BatchSource openBuild(JoinSetup setup) {
      return build == null ? new NoRows(setup.shape().build()) : build.open(setup.allocator());
    }

    BatchSource openProbe(JoinSetup setup) {
      return probe == null ? new NoRows(setup.shape().probe()) : probe.open(setup.allocator());
    }

    long probeRowCount() {
      return probe == null ? 0 : probe.rowCount();
    }

    @Override
    public void close() {
      List<AutoCloseable> files = new ArrayList<>();
      if (build != null) {
        files.add(build);
      }
      if (probe != null) {
        files.add(probe);
      }
      Closing.closeAll(files);
    }
  }

  /** A source without rows. */
  private record NoRows(Schema schema) implements BatchSource {
    @Override
    public @Nullable Batch next() {
      return null;
    }

    @Override
    public void close() {}
  }
}
