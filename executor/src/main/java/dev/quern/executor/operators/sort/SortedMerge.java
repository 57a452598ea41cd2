package dev.quern.executor.operators.sort;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.memory.SpilledBlocks;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Merges sources that are each sorted by the same keys into one that is. Rows with equal keys come
 * in the order of the sources. Holds one batch of each source, or a piece of it where memory is
 * short: it cannot spill what it holds, so that all its sources together take a small part of the
 * budget, however many they are. Closes the sources.
 */
public final class SortedMerge implements BatchSource {
  /** The floors of all sources together are this part of the budget. */
  private static final int FLOOR_SHARE = 64;

  /** The batches of all sources together are at most this part of the budget. */
  private static final int MOST_SHARE = 4;

  private static final long LARGEST_PIECE = 256 << 10;
  private static final long SMALLEST_PIECE = 512;

  private final Schema schema;
  private final BufferAllocator allocator;
  private final RowReader reader;
  private final SpilledBlocks waitingRows;
  private final RunMerger merger;
  private final long mostBatchBytes;
  private final long[] addresses;

  /**
   * Takes ownership of the sources.
   *
   * @param name names the allocator, the reservations and the spill file
   * @param schema the columns of every source
   */
  public SortedMerge(
      String name,
      Schema schema,
      List<SortKey> keys,
      List<? extends BatchSource> sources,
      TaskContext context) {
    MemoryPool memoryPool = context.memoryPool();
    this.schema = schema;
    RowOrder order = new RowOrder(schema, keys);
    this.reader = new RowReader(order.layout());
    this.addresses = new long[context.settings().batchRows()];
    this.mostBatchBytes = memoryPool.mostBatchBytes();
    this.waitingRows =
        new SpilledBlocks(
            name, context.spillDirectory().resolve(name + ".rows"), context::createSpillFile);
    this.merger = new RunMerger(order, open(name, order, sources, waitingRows, context));
    this.allocator = context.allocator().newChildAllocator(name, 0, Long.MAX_VALUE);
  }

  private static List<SourceRun> open(
      String name,
      RowOrder order,
      List<? extends BatchSource> sources,
      SpilledBlocks waitingRows,
      TaskContext context) {
    MemoryPool memoryPool = context.memoryPool();
    long share = memoryPool.limitBytes() / Math.max(1, sources.size());
    long pieceBytes = Math.min(LARGEST_PIECE, Math.max(SMALLEST_PIECE, share / FLOOR_SHARE));
    long mostBytes = Math.max(pieceBytes, share / MOST_SHARE);
    List<SourceRun> runs = new ArrayList<>();
    try {
      for (BatchSource source : sources) {
        MemoryPool.Reservation reservation =
            memoryPool.open(name, false, pieceBytes, context::checkCancelled);
        runs.add(
            new SourceRun(
                source,
                order,
                reservation,
                waitingRows,
                pieceBytes,
                mostBytes,
                context::checkCancelled));
      }
      return runs;
    } catch (RuntimeException e) {
      List<AutoCloseable> opened = new ArrayList<>(runs);
      opened.addAll(sources.subList(runs.size(), sources.size()));
      throw Closing.closeAfter(e, opened);
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    int count = merger.next(addresses, addresses.length, mostBatchBytes);
    return count == 0 ? null : reader.read(schema, addresses, 0, count, allocator);
  }

  @Override
  public void close() {
    Closing.closeAll(List.of(merger, waitingRows, allocator));
  }
}
