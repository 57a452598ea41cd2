package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.memory.RowHasher;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.memory.SpillFile;
import dev.quern.executor.memory.SpillPartitions;
import dev.quern.executor.operators.Closing;
import dev.quern.plan.types.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A hash join whose build side does not fit memory. Both sides go to disk in partitions by hash;
 * then each pair of partitions is joined by itself. A build partition that is still too large is
 * cut again by other bits of the hash, unless cutting has hardly made it smaller: one key has most
 * of its rows. Such a partition is joined block by block: as many build rows as fit, then all probe
 * rows, and so on. Not thread-safe.
 */
final class SpilledJoin implements AutoCloseable {
  /** A partition with more than this share of the rows that were cut is not cut again. */
  private static final double SKEWED_SHARE = 0.8;

  private final JoinSetup setup;
  private final BatchSource probeRows;
  private final Deque<Part> waiting = new ArrayDeque<>();
  private @Nullable SpillPartitions buildPartitions;
  private BuildFacts facts = new BuildFacts(true, false);
  private @Nullable JoinSteps current;
  private boolean probeRead;
  private long[] hashes = new long[0];
  private int files;

  /**
   * @param probeRows stays the caller's
   */
  SpilledJoin(JoinSetup setup, BatchSource probeRows) {
    this.setup = setup;
    this.probeRows = probeRows;
    this.buildPartitions = newPartitions(setup.shape().build(), "build", 0);
  }

  /** Takes over the rows of a table, which it empties. */
  void takeOver(JoinTable table) {
    facts = table.facts();
    spill(table, openBuildPartitions());
    table.clear();
    table.clearSpillRequest();
  }

  private SpillPartitions openBuildPartitions() {
    return Objects.requireNonNull(buildPartitions, "the build side has ended");
  }

  private void spill(JoinTable table, SpillPartitions partitions) {
    RowReader reader = new RowReader(table.layout());
    RowCursor cursor = table.rows();
    long[] addresses = new long[setup.batchRows()];
    for (int count = cursor.next(addresses, addresses.length);
        count > 0;
        count = cursor.next(addresses, addresses.length)) {
      hashes = new long[Math.max(hashes.length, count)];
      for (int i = 0; i < count; i++) {
        hashes[i] = JoinTable.hash(addresses[i]);
      }
      try (Batch batch = reader.read(addresses, 0, count, setup.allocator())) {
        partitions.write(batch, hashes);
      }
    }
  }

  private SpillPartitions newPartitions(Schema schema, String side, int level) {
    return new SpillPartitions(
        setup.name(),
        setup.context().spillDirectory(),
        setup.name() + "-" + side + "-" + files++,
        schema,
        level,
        setup.allocator());
  }

  /** Takes in build rows {@code from} and after of a batch, which stays open. */
  void addBuild(Batch batch, int from) {
    SpillPartitions partitions = openBuildPartitions();
    if (from == batch.rowCount()) {
      return;
    }
    try (Batch rest = batch.slice(from, batch.rowCount() - from, setup.allocator())) {
      int[] rows = new int[rest.rowCount()];
      List<ColumnAddresses> keys = setup.buildKeys().addresses(rest);
      int matchable = setup.buildKeys().selectMatchable(keys, rest.rowCount(), rows);
      facts = new BuildFacts(false, facts.hasNullKey() || matchable < rest.rowCount());
      write(rest, setup.buildKeys(), partitions);
    }
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
    if (!probeRead) {
      probeRead = true;
      partitionProbe();
    }
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

  private void partitionProbe() {
    try (SpillPartitions build = openBuildPartitions();
        SpillPartitions probe = newPartitions(setup.shape().probe(), "probe", 0)) {
      writeAll(probeRows, setup.probeKeys(), probe);
      addParts(build, probe, 1);
    }
    buildPartitions = null;
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
    long rowCount = 0;
    for (SpillFile file : present(buildFiles)) {
      rowCount += file.rowCount();
      setup.statistics().addBytesSpilled(file.fileBytes());
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
    JoinTable table = setup.newTable();
    BatchSource rows = part.openBuild(setup);
    BuildBlocks blocks = new BuildBlocks(table, rows);
    current = new JoinSteps(setup, facts, part, blocks);
    blocks.fill();
    setup.statistics().observeReserved(table.bytes());
    if (blocks.isEnded() && table.tryFinish()) {
      return;
    }
    if (part.skewed || part.level >= SpillPartitions.LEVELS) {
      table.forceFinish();
      return;
    }
    current.closeTable();
    current = null;
    cut(part);
  }

  private void cut(Part part) {
    try (part;
        SpillPartitions build = newPartitions(setup.shape().build(), "build", part.level);
        SpillPartitions probe = newPartitions(setup.shape().probe(), "probe", part.level);
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
    if (buildPartitions != null) {
      closeables.add(buildPartitions);
    }
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
