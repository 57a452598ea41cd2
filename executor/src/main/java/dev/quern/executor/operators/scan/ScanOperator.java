package dev.quern.executor.operators.scan;

import static java.lang.Math.min;
import static java.lang.Math.toIntExact;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.RuntimeFilters;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.types.Schema;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the task's splits of a scan through its format. Opens them at the first pull, when the
 * joins above have published their runtime filters; pulls nothing more once the scan's limit is
 * reached. A task without splits reads nothing.
 */
public final class ScanOperator implements BatchSource {
  private final ScanNode node;
  private final Schema schema;
  private final RuntimeFilters runtimeFilters;
  private final TaskContext context;
  private final BufferAllocator allocator;
  private @Nullable BatchSource rows;
  private long rowsToEmit;

  public ScanOperator(ScanNode node, RuntimeFilters runtimeFilters, TaskContext context) {
    this.node = node;
    this.schema = node.schema();
    this.runtimeFilters = runtimeFilters;
    this.context = context;
    this.allocator = context.allocator().newChildAllocator("scan-" + node.id(), 0, Long.MAX_VALUE);
    this.rowsToEmit = node.limit() < 0 ? Long.MAX_VALUE : node.limit();
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    List<Split> splits = context.splits(node.id());
    if (rowsToEmit == 0 || splits.isEmpty()) {
      return null;
    }
    if (rows == null) {
      rows = context.formats().byName(node.source().format()).open(request(splits));
    }
    Batch batch = rows.next();
    if (batch == null) {
      return null;
    }
    int emitted = toIntExact(min(rowsToEmit, batch.rowCount()));
    rowsToEmit -= emitted;
    return batch.sliceAndRelease(0, emitted, allocator);
  }

  private ScanRequest request(List<Split> splits) {
    return new ScanRequest(
        node,
        splits,
        allocator,
        context.memoryPool(),
        context.settings().batchRows(),
        context.expressions(),
        runtimeFilters,
        context::reportSplit,
        context.statistics(node.id())::addBytesRead,
        context::checkCancelled);
  }

  @Override
  public void close() {
    try {
      if (rows != null) {
        rows.close();
      }
    } finally {
      allocator.close();
    }
  }
}
