package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.RowHasher;
import dev.quern.executor.memory.SpillFile;
import dev.quern.executor.memory.SpillPartitions;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.types.Schema;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes on those probe rows whose part of the build side is in memory and writes the others to
 * disk. Between batches it lets the build side give memory back that others need, where no row of
 * it can be marked yet. Does not own the rows it reads.
 */
final class ProbeDivider implements BatchSource {
  private final JoinSetup setup;
  private final HybridBuild build;
  private final BatchSource rows;
  private @Nullable SpillPartitions partitions;
  private long[] hashes = new long[0];
  private int[] diskRows = new int[0];
  private int[] memoryRows = new int[0];

  ProbeDivider(JoinSetup setup, HybridBuild build, BatchSource rows) {
    this.setup = setup;
    this.build = build;
    this.rows = rows;
  }

  @Override
  public Schema schema() {
    return rows.schema();
  }

  @Override
  public @Nullable Batch next() {
    if (!setup.shape().tracksBuild() && build.isSpillRequested()) {
      build.spillFinished();
    }
    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
      if (!build.isSpilled()) {
        return batch;
      }
      Batch inMemory = divide(batch);
      if (inMemory != null) {
        return inMemory;
      }
      setup.context().checkCancelled();
    }
    return null;
  }

  /** Takes ownership of a batch; returns those of its rows that can be joined now, or null. */
  private @Nullable Batch divide(Batch batch) {
    int rowCount = batch.rowCount();
    if (hashes.length < rowCount) {
      hashes = new long[rowCount];
      diskRows = new int[rowCount];
      memoryRows = new int[rowCount];
    }
    RowHasher.hash(setup.probeKeys().addresses(batch), rowCount, hashes);
    int diskCount = 0;
    int memoryCount = 0;
    for (int row = 0; row < rowCount; row++) {
      if (build.isOnDisk(HybridBuild.part(hashes[row]))) {
        diskRows[diskCount++] = row;
      } else {
        memoryRows[memoryCount++] = row;
      }
    }
    if (diskCount == 0) {
      return batch;
    }
    try (batch) {
      if (partitions == null) {
        partitions = setup.newPartitions(setup.shape().probe(), "probe", 0);
      }
      partitions.write(batch, hashes, diskRows, diskCount);
      return memoryCount == 0
          ? null
          : VectorGather.gather(batch, memoryRows, 0, memoryCount, setup.allocator());
    }
  }

  /** Returns the rows on disk, by part; the caller closes them. */
  List<@Nullable SpillFile> finish() {
    if (partitions == null) {
      return Collections.nCopies(SpillPartitions.COUNT, null);
    }
    List<@Nullable SpillFile> files = partitions.finish();
    partitions = null;
    return files;
  }

  @Override
  public void close() {
    if (partitions != null) {
      partitions.close();
      partitions = null;
    }
  }
}
