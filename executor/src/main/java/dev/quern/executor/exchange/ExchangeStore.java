package dev.quern.executor.exchange;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.TemporarySpace;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of a query's finished tasks, as one process sees them. Thread-safe.
 *
 * <p>If only this process reads them, blocks stay in memory and are handed over by reference, up to
 * half of the memory pool; what is more, and what others need the memory for, goes to files. If
 * several processes share the outputs, each is a file in the query's folder, which every process
 * finds under the name of its attempt.
 */
public final class ExchangeStore implements AutoCloseable {
  private static final long LEAST_WAITING_BYTES = 64 << 10;
  private static final long MOST_WAITING_BYTES = 32 << 20;

  /** What may wait for the client of a query. */
  private static final long MOST_STREAMED_BYTES = 32L << 20;

  private final Path directory;
  private final boolean isShared;
  private final BufferAllocator allocator;
  private final MemoryPool pool;
  private final TemporarySpace temporarySpace;
  private final MemoryPool.Reservation reservation;
  private final Map<AttemptId, MemoryOutput> inMemory = new ConcurrentHashMap<>();
  private final FileBuffers fileBuffers = new FileBuffers();
  private final ReentrantLock relieving = new ReentrantLock();

  /**
   * Opens the store of a query.
   *
   * @param directory where files lie; made when the first is written, removed by its owner
   * @param isShared whether other processes read outputs made here, or make outputs read here
   * @param allocator parent of the allocators of held blocks
   * @param temporarySpace counts what is written
   */
  public ExchangeStore(
      Path directory,
      boolean isShared,
      BufferAllocator allocator,
      MemoryPool pool,
      TemporarySpace temporarySpace) {
    this.directory = directory;
    this.isShared = isShared;
    this.allocator = allocator;
    this.pool = pool;
    this.temporarySpace = temporarySpace;
    this.reservation = pool.open("exchange", true);
  }

  /**
   * Begins an output. It is visible to readers when it is finished, and leaves no trace if it is
   * closed before.
   *
   * @param taskAllocator charges rows on their way
   */
  public OutputWriter create(
      AttemptId id,
      Schema schema,
      Partitioning partitioning,
      int batchRows,
      BufferAllocator taskAllocator) {
    return new OutputWriter(id, schema, partitioning, batchRows, taskAllocator, this);
  }

  /**
   * Opens partitions {@code [first, end)} of an output; rows come in the order in which they were
   * written. Its methods throw {@link OutputLostException}.
   *
   * @param readerAllocator charges the batches read
   */
  public BatchSource open(
      AttemptId id, Schema schema, int first, int end, BufferAllocator readerAllocator) {
    OutputFile file = new OutputFile(id, this, true);
    return new OutputReader(id, schema, first, end, readerAllocator, this, file);
  }

  /**
   * Opens each partition, or sorted run, of an output by itself, to be read beside very many
   * others: its file is not kept open between two blocks.
   */
  public List<BatchSource> openRuns(AttemptId id, Schema schema, BufferAllocator readerAllocator) {
    OutputFile file = new OutputFile(id, this, false);
    MemoryOutput memory = find(id);
    int count = memory == null ? 0 : memory.partitionCount();
    if (count == 0) {
      count = file.open().partitionCount();
    }
    List<BatchSource> runs = new ArrayList<>();
    for (int run = 0; run < count; run++) {
      runs.add(new OutputReader(id, schema, run, run + 1, readerAllocator, this, file));
    }
    return runs;
  }

  /**
   * Begins an output that is read while it is made, in this process.
   *
   * @param streamCount how many there may be at the same time
   */
  public RowStream stream(AttemptId id, Schema schema, int batchRows, int streamCount) {
    long mostBytes = Math.min(MOST_STREAMED_BYTES, pool.limitBytes() / 8) / streamCount;
    return new RowStream(
        id,
        schema,
        batchRows,
        mostBytes,
        allocator.newChildAllocator("stream of " + id, 0, Long.MAX_VALUE),
        this,
        pool,
        pool.open("result", false));
  }

  /**
   * Begins an output that another process reads while it is made.
   *
   * @param isEager whether the client may have rows before the output is complete
   * @param readyListener called for each file that is complete
   */
  public RowSegments segments(AttemptId id, boolean isEager, Runnable readyListener) {
    return new RowSegments(id, isEager, this, pool, readyListener);
  }

  /**
   * Opens an output that another process makes.
   *
   * @param takenListener called for each file that was read
   */
  public SegmentReader openSegments(
      AttemptId id,
      Schema schema,
      boolean isEager,
      BufferAllocator readerAllocator,
      Runnable takenListener) {
    return new SegmentReader(id, schema, isEager, readerAllocator, this, takenListener);
  }

  /**
   * Returns an allocator for the rows of a stream that go to the store, which the caller closes.
   */
  BufferAllocator newRestAllocator(AttemptId id) {
    return allocator.newChildAllocator("rest of " + id, 0, Long.MAX_VALUE);
  }

  ExchangeFileWriter newSegment(AttemptId id, int index) {
    return new ExchangeFileWriter(segmentPath(id, index), 1, fileBuffers, temporarySpace);
  }

  Path segmentPath(AttemptId id, int index) {
    String name = id.taskIndex() + "-" + id.attempt() + "." + index + ".exchange";
    return stageFolder(id.stageId()).resolve(name);
  }

  /** Removes the files of an output that were not read. */
  public void dropSegments(AttemptId id) {
    Path folder = stageFolder(id.stageId());
    if (!Files.isDirectory(folder)) {
      return;
    }
    String pattern = id.taskIndex() + "-" + id.attempt() + ".*";
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.STORAGE_FAILURE, "Cannot remove exchange files: folder=" + folder, e);
    }
  }

  /** Removes an output, if it is there. */
  public void drop(AttemptId id) {
    MemoryOutput output = inMemory.remove(id);
    if (output != null) {
      reservation.shrink(output.discard());
    }
    try {
      Files.deleteIfExists(path(id));
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.STORAGE_FAILURE, "Cannot remove exchange file: file=" + path(id), e);
    }
  }

  /** Removes all outputs of a stage. */
  public void release(int stageId) {
    for (AttemptId id : List.copyOf(inMemory.keySet())) {
      if (id.stageId() == stageId) {
        drop(id);
      }
    }
    Path folder = stageFolder(stageId);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.STORAGE_FAILURE, "Cannot remove exchange files: folder=" + folder, e);
    }
  }

  /**
   * Moves held blocks to files if an operator is short of memory. Called by tasks between batches,
   * also those of other queries; costs next to nothing if there is nothing to do.
   */
  public void relieve() {
    if (!reservation.isSpillRequested() || !relieving.tryLock()) {
      return;
    }
    try {
      reservation.clearSpillRequest();
      long target = reservation.bytes() / 2;
      List<Map.Entry<AttemptId, MemoryOutput>> outputs =
          inMemory.entrySet().stream()
              .sorted(
                  Comparator.comparingLong(
                      (Map.Entry<AttemptId, MemoryOutput> entry) -> -entry.getValue().heldBytes()))
              .toList();
      for (Map.Entry<AttemptId, MemoryOutput> output : outputs) {
        if (reservation.bytes() > target) {
          moveToFile(output.getKey(), output.getValue());
        }
      }
    } finally {
      relieving.unlock();
    }
  }

  private void moveToFile(AttemptId id, MemoryOutput output) {
    long freed = output.moveToFile(partitionCount -> newFile(id, partitionCount));
    reservation.shrink(freed);
    inMemory.remove(id, output);
  }

  @Override
  public void close() {
    relieving.lock();
    try {
      closeOutputs();
    } finally {
      relieving.unlock();
    }
  }

  private void closeOutputs() {
    for (AttemptId id : List.copyOf(inMemory.keySet())) {
      MemoryOutput output = inMemory.remove(id);
      if (output != null) {
        output.close();
      }
    }
    reservation.close();
    fileBuffers.close();
  }

  /** Returns an empty output in memory, or null if outputs must be files. */
  @Nullable MemoryOutput newMemoryOutput(AttemptId id, int partitionCount) {
    if (isShared) {
      return null;
    }
    String name = "output of " + id;
    return new MemoryOutput(allocator.newChildAllocator(name, 0, Long.MAX_VALUE), partitionCount);
  }

  ExchangeFileWriter newFile(AttemptId id, int partitionCount) {
    return new ExchangeFileWriter(path(id), partitionCount, fileBuffers, temporarySpace);
  }

  /** Takes memory for blocks that stay here, or returns false. */
  boolean tryHold(long bytes) {
    return reservation.bytes() + bytes <= pool.limitBytes() / 2
        && !reservation.isSpillRequested()
        && reservation.tryGrow(bytes);
  }

  MemoryPool.Reservation newReservation() {
    return pool.open("output", false);
  }

  /** Returns how much the rows of one task may take that wait for their block to fill up. */
  long mostWaitingBytes() {
    return Math.max(LEAST_WAITING_BYTES, Math.min(MOST_WAITING_BYTES, pool.limitBytes() / 16));
  }

  void giveBack(long bytes) {
    reservation.shrink(bytes);
  }

  void publish(AttemptId id, MemoryOutput output) {
    inMemory.put(id, output);
  }

  @Nullable MemoryOutput find(AttemptId id) {
    return inMemory.get(id);
  }

  FileBuffers fileBuffers() {
    return fileBuffers;
  }

  /** Returns the file of an output, whether it exists or not. */
  Path path(AttemptId id) {
    return stageFolder(id.stageId()).resolve(id.taskIndex() + "-" + id.attempt() + ".exchange");
  }

  private Path stageFolder(int stageId) {
    return directory.resolve("stage-" + stageId);
  }
}
