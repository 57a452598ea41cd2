package dev.quern.executor.operators.sort;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowReader;
import dev.quern.executor.operators.Closing;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Merges sources that are each sorted by the same keys into one that is. Rows with equal keys come
 * in the order of the sources. Holds one batch of each source. Closes the sources.
 */
public final class SortedMerge implements BatchSource {
  private final Schema schema;
  private final BufferAllocator allocator;
  private final MemoryPool.Reservation reservation;
  private final RowReader reader;
  private final RunMerger merger;
  private final long mostBatchBytes;
  private final long[] addresses;

  /**
   * Takes ownership of the sources.
   *
   * @param name names the allocator and the reservation
   * @param schema the columns of every source
   * @param parent allocator of which this makes a child
   * @param batchRows most rows in an output batch
   */
  public SortedMerge(
      String name,
      Schema schema,
      List<SortKey> keys,
      List<? extends BatchSource> sources,
      BufferAllocator parent,
      MemoryPool memoryPool,
      int batchRows) {
    this.schema = schema;
    RowOrder order = new RowOrder(schema, keys);
    this.reader = new RowReader(order.layout());
    this.addresses = new long[batchRows];
    this.mostBatchBytes = memoryPool.mostBatchBytes();
    this.reservation = memoryPool.open(name, false);
    List<SourceRun> runs = new ArrayList<>();
    for (BatchSource source : sources) {
      runs.add(new SourceRun(source, order, reservation));
    }
    this.merger = new RunMerger(order, runs);
    this.allocator = parent.newChildAllocator(name, 0, Long.MAX_VALUE);
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
    Closing.closeAll(List.of(merger, reservation, allocator));
  }
}
