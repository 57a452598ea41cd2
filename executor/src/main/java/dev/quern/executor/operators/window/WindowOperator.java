package dev.quern.executor.operators.window;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import dev.quern.executor.operators.sort.SortOperator;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.WindowCall;
import dev.quern.plan.nodes.WindowNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Adds one column for each window call. Sorts its input by partition and order if it is not sorted
 * already, and emits the sorted batches, whose columns are not copied, with the results beside
 * them. A partition that need not be known to its end is evaluated as it comes; of others the rows
 * are kept, on disk if memory is refused. Closes its input.
 */
public final class WindowOperator implements BatchSource {
  private final WindowNode node;
  private final BatchSource sorted;
  private final TaskContext context;
  private final BufferAllocator allocator;
  private final SegmentedRows rows;
  private final Partition partition = new Partition();
  private final List<WindowFunction> functions = new ArrayList<>();
  private final SegmentCursor output;
  private final SegmentCursor boundaries;
  private List<ResultColumn> results = List.of();
  private boolean inputRead;
  private long nextRow;

  public WindowOperator(WindowNode node, BatchSource input, TaskContext context) {
    this.node = node;
    this.context = context;
    String name = "window-" + node.id();
    OperatorStatistics statistics = context.statistics(node.id());
    WindowMemory memory = new WindowMemory(name, node.calls().size(), statistics, context);
    this.sorted = sorted(name, input, statistics, memory);
    this.allocator = context.allocator().newChildAllocator(name, 0, Long.MAX_VALUE);
    this.rows = new SegmentedRows(name, node, memory, allocator, context);
    this.output = new SegmentCursor(rows);
    this.boundaries = new SegmentCursor(rows);
    WindowFunctions factory =
        new WindowFunctions(node, partition, rows, context.expressions().userFunctions());
    try {
      for (WindowCall call : node.calls()) {
        functions.add(factory.create(call));
      }
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, List.of(rows, sorted, allocator));
    }
  }

  private BatchSource sorted(
      String name, BatchSource input, OperatorStatistics statistics, WindowMemory memory) {
    try {
      if (node.isInputSorted()) {
        return new BatchCutter(name + "-input", input, memory.segmentBytes(), context.allocator());
      }
      return new SortOperator(
          name + "-sort", sortKeys(node), input, memory.segmentBytes(), statistics, context);
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, List.of(memory));
    }
  }

  private static List<SortKey> sortKeys(WindowNode node) {
    List<SortKey> keys = new ArrayList<>();
    for (int column : node.partitionKeys()) {
      keys.add(new SortKey(column, true, false));
    }
    keys.addAll(node.orderKeys());
    return keys;
  }

  @Override
  public Schema schema() {
    return node.schema();
  }

  @Override
  public @Nullable Batch next() {
    while (true) {
      long evaluable = evaluableEnd();
      if (nextRow < evaluable) {
        evaluate(evaluable);
        Batch batch = takeOutput();
        if (batch != null) {
          rows.dropBefore(firstNeeded());
          return batch;
        }
      } else if (partition.isComplete() && nextRow < rows.endRow()) {
        beginPartition();
      } else if (inputRead) {
        return null;
      } else {
        readMore();
      }
    }
  }

  private void readMore() {
    boolean wasEmpty = rows.endRow() == 0;
    Batch batch = sorted.next();
    if (batch == null) {
      inputRead = true;
      partition.extendTo(rows.endRow(), true);
      return;
    }
    rows.dropBefore(firstNeeded());
    rows.add(batch);
    if (wasEmpty) {
      beginPartition();
    } else if (!partition.isComplete()) {
      extendPartition(partition.end());
    }
  }

  private void beginPartition() {
    partition.begin(nextRow);
    functions.forEach(WindowFunction::beginPartition);
    extendPartition(nextRow + 1);
  }

  /** Looks for the end of the partition from a row on. */
  private void extendPartition(long from) {
    long end = boundaries.nextPartitionStart(from, rows.endRow());
    partition.extendTo(end, inputRead || end < rows.endRow());
  }

  private long evaluableEnd() {
    long end = partition.end();
    for (WindowFunction function : functions) {
      end = Math.min(end, function.evaluableEnd());
    }
    return end;
  }

  private long firstNeeded() {
    long first = nextRow;
    for (WindowFunction function : functions) {
      first = Math.min(first, function.firstNeeded(nextRow));
    }
    return first;
  }

  /** Computes the results of the rows of one segment, at most up to {@code end}. */
  private void evaluate(long end) {
    context.checkCancelled();
    output.seek(nextRow);
    Segment segment = output.segment();
    if (results.isEmpty()) {
      results = newResults(segment);
    }
    long to = Math.min(end, segment.endRow());
    for (int i = 0; i < functions.size(); i++) {
      functions.get(i).evaluate(nextRow, to, results.get(i));
    }
    nextRow = to;
  }

  private List<ResultColumn> newResults(Segment segment) {
    List<ResultColumn> columns = new ArrayList<>();
    for (WindowCall call : node.calls()) {
      columns.add(
          new ResultColumn(call.result(), segment.firstRow(), segment.rowCount(), allocator));
    }
    return columns;
  }

  /** Returns the rows of the segment that was evaluated if all its results are there. */
  private @Nullable Batch takeOutput() {
    Segment segment = output.segment();
    if (nextRow < segment.endRow()) {
      return null;
    }
    int rowCount = segment.rowCount();
    List<FieldVector> vectors = new ArrayList<>();
    vectors.addAll(segment.batch().slice(0, rowCount, allocator).vectors());
    for (ResultColumn result : results) {
      vectors.add(result.finish(rowCount));
    }
    results = List.of();
    return new Batch(node.schema(), vectors, rowCount);
  }

  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>(functions);
    results.forEach(result -> all.add(result.vector()));
    all.addAll(List.of(output, boundaries, rows, sorted, allocator));
    results = List.of();
    Closing.closeAll(all);
  }
}
