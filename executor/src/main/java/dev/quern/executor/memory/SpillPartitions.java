package dev.quern.executor.memory;

import dev.quern.executor.batch.Batch;
import dev.quern.plan.types.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way to disk, in {@value #COUNT} partitions by bits of their hash. Each level of
 * recursion takes other bits; bits are used up after {@link #LEVELS} levels. Not thread-safe.
 */
public final class SpillPartitions implements AutoCloseable {
  /** Number of partitions. */
  public static final int COUNT = 16;

  /** Number of levels, each of which cuts a partition of the one before. */
  public static final int LEVELS = 4;

  private static final int FIRST_BIT = 32;
  private static final int BITS = 4;

  private final SpillWriter[] writers = new SpillWriter[COUNT];
  private final int[][] rows = new int[COUNT][0];
  private final int[] counts = new int[COUNT];
  private final int shift;
  private final BufferAllocator allocator;

  /**
   * @param operator who spills, for messages
   * @param name begins the files' names; unique in the folder
   * @param level 0 to {@link #LEVELS} - 1
   * @param buffers shared by all partitions
   */
  public SpillPartitions(
      String operator,
      Path folder,
      String name,
      Schema schema,
      int level,
      SpillBuffers buffers,
      BufferAllocator allocator) {
    this.shift = FIRST_BIT + BITS * level;
    this.allocator = allocator;
    for (int i = 0; i < COUNT; i++) {
      Path file = folder.resolve(name + "-" + i + ".spill");
      writers[i] = new SpillWriter(operator, file, schema, buffers);
    }
  }

  /** Returns the partition of a row with this hash. */
  public int partition(long hash) {
    return (int) (hash >>> shift) & (COUNT - 1);
  }

  /** Returns the partition of a row with this hash at a level. */
  public static int partition(long hash, int level) {
    return (int) (hash >>> (FIRST_BIT + BITS * level)) & (COUNT - 1);
  }

  /**
   * Chooses what is to go to disk so that about half of the memory is given back: what has gone
   * before, then the largest parts.
   *
   * @param partBytes the bytes in memory of each part
   * @param onDisk which parts go to disk; never fewer than before
   */
  public static void choose(long[] partBytes, boolean[] onDisk) {
    long total = 0;
    long chosen = 0;
    for (int part = 0; part < COUNT; part++) {
      total += partBytes[part];
      chosen += onDisk[part] ? partBytes[part] : 0;
    }
    while (chosen == 0 || chosen < total / 2) {
      int largest = largestInMemory(partBytes, onDisk);
      if (largest < 0) {
        return;
      }
      onDisk[largest] = true;
      chosen += partBytes[largest];
    }
  }

  private static int largestInMemory(long[] partBytes, boolean[] onDisk) {
    int largest = -1;
    for (int part = 0; part < COUNT; part++) {
      if (!onDisk[part] && (largest < 0 || partBytes[part] > partBytes[largest])) {
        largest = part;
      }
    }
    return largest;
  }

  /** Writes a batch, which stays open, of rows that all belong to one partition. */
  public void write(Batch batch, int partition) {
    writers[partition].write(batch);
  }

  /** Writes all rows of a batch, which stays open; {@code hashes[row]} is the hash of a row. */
  public void write(Batch batch, long[] hashes) {
    makeRoom(batch.rowCount());
    for (int row = 0; row < batch.rowCount(); row++) {
      int partition = partition(hashes[row]);
      rows[partition][counts[partition]++] = row;
    }
    writeParts(batch);
  }

  /** As the other one, of the given rows only. */
  public void write(Batch batch, long[] hashes, int[] selected, int count) {
    makeRoom(batch.rowCount());
    for (int i = 0; i < count; i++) {
      int partition = partition(hashes[selected[i]]);
      rows[partition][counts[partition]++] = selected[i];
    }
    writeParts(batch);
  }

  private void makeRoom(int rowCount) {
    for (int i = 0; i < COUNT; i++) {
      counts[i] = 0;
      if (rows[i].length < rowCount) {
        rows[i] = new int[rowCount];
      }
    }
  }

  private void writeParts(Batch batch) {
    for (int i = 0; i < COUNT; i++) {
      if (counts[i] > 0) {
        try (Batch part = VectorGather.gather(batch, rows[i], 0, counts[i], allocator)) {
          writers[i].write(part);
        }
      }
    }
  }

  /**
   * Returns the finished partitions in order, null for those without rows; the caller closes them.
   */
  public List<@Nullable SpillFile> finish() {
    List<@Nullable SpillFile> files = new ArrayList<>();
    try {
      for (SpillWriter writer : writers) {
        files.add(writer.rowCount() == 0 ? null : writer.finish());
      }
      return files;
    } catch (RuntimeException e) {
      for (SpillFile file : files) {
        if (file != null) {
          file.close();
        }
      }
      throw e;
    }
  }

  /** Removes the files of partitions that were not finished. */
  @Override
  public void close() {
    for (SpillWriter writer : writers) {
      writer.close();
    }
  }
}
