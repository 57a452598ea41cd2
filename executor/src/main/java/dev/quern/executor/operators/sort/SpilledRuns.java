package dev.quern.executor.operators.sort;

import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sorted runs that one sort has written, in the order of the input. Merging reads at most
 * {@link #MOST_FILES} at a time, fewer if memory is short, in several passes if need be. Owns the
 * files until they are merged.
 */
final class SpilledRuns implements AutoCloseable {
  private static final int MOST_FILES = 64;
  private static final int LEAST_FILES = 2;
  private static final int LARGEST_BLOCK = 128 << 10;

  /** So many blocks are the whole budget: the least that a merge needs is a sort's floor. */
  private static final int BLOCK_SHARE = 512;

  /** A run of rows that are not too long keeps its last block, so that batches become full. */
  private static final int BLOCKS_OF_RUN = 2;

  private static final int SMALLEST_BLOCK = 2 << 10;
  private static final int ROWS_AT_ONCE = 1024;

  private final String name;
  private final RowOrder order;
  private final MemoryPool.Reservation reservation;
  private final OperatorStatistics statistics;
  private final TaskContext context;
  private final int blockBytes;
  private final BlockScratch scratch = new BlockScratch();
  private final List<RunFile> files = new ArrayList<>();
  private long reservedForBlocks;
  private int filesMade;

  /**
   * @param name of the operator, begins the files' names
   * @param reservation from which blocks are taken that are being read
   */
  SpilledRuns(
      String name,
      RowOrder order,
      MemoryPool.Reservation reservation,
      OperatorStatistics statistics,
      TaskContext context) {
    this.name = name;
    this.order = order;
    this.reservation = reservation;
    this.statistics = statistics;
    this.context = context;
    long share = context.memoryPool().limitBytes() / BLOCK_SHARE;
    this.blockBytes = (int) Math.max(SMALLEST_BLOCK, Math.min(LARGEST_BLOCK, share));
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  /** Writes the rest of the current block of {@code run}, at most {@code limit} rows. */
  void write(SortedRun run, long limit) {
    try (RunFileWriter writer = newWriter()) {
      long count = 0;
      for (long row = run.nextRow(); row != 0 && count < limit; row = run.nextRow()) {
        if (count % ROWS_AT_ONCE == 0) {
          context.checkCancelled();
        }
        writer.write(row);
        count++;
      }
      files.add(finish(writer));
    }
  }

  /** Reserves memory to read all runs at once, or returns false and reserves nothing. */
  boolean tryReserve() {
    return files.size() <= MOST_FILES && tryReserve(files.size() * bytesOfRun());
  }

  /**
   * Returns the merge of all runs, which owns their files from now on.
   *
   * @param last a run that comes after them in the input's order, if memory for all runs is
   *     reserved
   * @param limit most rows that will be read
   */
  RunMerger merge(@Nullable SortedRun last, long limit) {
    if (reservedForBlocks == 0) {
      mergeUntilFew(reserveBlocks(), limit);
    }
    List<SortedRun> runs = new ArrayList<>(open(0, files.size()));
    if (last != null) {
      runs.add(last);
    }
    return new RunMerger(order, runs);
  }

  private void mergeUntilFew(int fanIn, long limit) {
    while (files.size() > fanIn) {
      int count = Math.min(fanIn, files.size() - fanIn + 1);
      int first = smallestNeighbours(count);
      files.add(first, merge(first, count, limit));
    }
  }

  /** Merges {@code count} runs from {@code first} on, which leave the list. */
  private RunFile merge(int first, int count, long limit) {
    try (RunFileWriter writer = newWriter();
        RunMerger merger = new RunMerger(order, open(first, count))) {
      long[] rows = new long[ROWS_AT_ONCE];
      long rowsLeft = limit;
      int read = merger.next(rows, (int) Math.min(ROWS_AT_ONCE, rowsLeft), Long.MAX_VALUE);
      while (read > 0) {
        context.checkCancelled();
        for (int i = 0; i < read; i++) {
          writer.write(rows[i]);
        }
        rowsLeft -= read;
        read = merger.next(rows, (int) Math.min(ROWS_AT_ONCE, rowsLeft), Long.MAX_VALUE);
      }
      return finish(writer);
    }
  }

  /** Only neighbours are merged, so that equal rows stay in the input's order. */
  private int smallestNeighbours(int count) {
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int first = 0; first + count <= files.size(); first++) {
      long bytes = 0;
      for (RunFile file : files.subList(first, first + count)) {
        bytes += file.fileBytes();
      }
      if (bytes < least) {
        least = bytes;
        best = first;
      }
    }
    return best;
  }

  private List<SortedRun> open(int first, int count) {
    List<SortedRun> readers = new ArrayList<>();
    boolean keepsLastBlock = !hasLongRows();
    try {
      for (int i = 0; i < count; i++) {
        readers.add(new RunFileReader(files.get(first), order.layout(), scratch, keepsLastBlock));
        files.remove(first);
      }
      return readers;
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, readers);
    }
  }

  /** Reserves memory to read as many runs as the pool grants and returns their number. */
  private int reserveBlocks() {
    long bytes = bytesOfRun();
    int most = Math.min(MOST_FILES, Math.max(LEAST_FILES, files.size()));
    int runs = 0;
    while (runs < most && tryReserve(bytes)) {
      runs++;
    }
    if (runs < LEAST_FILES) {
      long missing = (LEAST_FILES - runs) * bytes;
      reservation.growOrWait(missing, context::checkCancelled);
      reservedForBlocks += missing;
    }
    statistics.observeReserved(reservation.bytes());
    return Math.max(LEAST_FILES, runs);
  }

  private boolean tryReserve(long bytes) {
    if (!reservation.tryGrow(bytes)) {
      return false;
    }
    reservedForBlocks += bytes;
    return true;
  }

  private long bytesOfRun() {
    return hasLongRows() ? largestBlockBytes() : (long) BLOCKS_OF_RUN * blockBytes;
  }

  private boolean hasLongRows() {
    return largestBlockBytes() > blockBytes;
  }

  private long largestBlockBytes() {
    long largest = blockBytes;
    for (RunFile file : files) {
      largest = Math.max(largest, file.largestBlockBytes());
    }
    return largest;
  }

  private RunFileWriter newWriter() {
    Path path = context.spillDirectory().resolve(name + "-" + filesMade + ".run");
    filesMade++;
    return new RunFileWriter(name, order.layout(), path, blockBytes, context);
  }

  private RunFile finish(RunFileWriter writer) {
    RunFile file = writer.finish();
    statistics.addBytesSpilled(file.fileBytes());
    return file;
  }

  /** Removes the files that were not merged and gives back what was reserved. */
  @Override
  public void close() {
    reservation.shrink(reservedForBlocks);
    reservedForBlocks = 0;
    Closing.closeAll(files.stream().map(file -> (AutoCloseable) file::delete).toList());
    files.clear();
  }
}
