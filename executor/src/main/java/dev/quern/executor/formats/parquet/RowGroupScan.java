package dev.quern.executor.formats.parquet;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/**
 * Reads one row group: window after window of rows. The columns of conditions come first; the
 * others are read only for the rows that are left, and not touched at all where none is.
 */
final class RowGroupScan implements AutoCloseable {
  private static final long MAX_WINDOW_BYTES = 16L << 20;

  private final ScanRequest request;
  private final Schema schema;
  private final List<Integer> outputColumns;
  private final FileColumns columns;
  private final ChunkSource source;
  private final RowGroup rowGroup;
  private final BufferAllocator allocator;
  private final int windowRows;
  private final Map<Integer, FilterColumn> filterColumns = new HashMap<>();
  private final Map<Integer, ColumnReader> readers = new HashMap<>();
  private final @Nullable WindowFilter filter;
  private final List<ColumnOutput> outputs = new ArrayList<>();

  /** Rows in front of the next window. */
  private long rowsDone;

  /** Rows of the window that has been filtered and not yet put out, or 0. */
  private int window;

  /** How many rows of the window are left. */
  private int survivors;

  private int outputRows;

  /**
   * @param conditions those that are not decided for the whole file
   */
  RowGroupScan(
      ScanRequest request,
      List<RowCondition> conditions,
      FileColumns columns,
      ChunkSource source,
      RowGroup rowGroup) {
    ScanNode scan = request.scan();
    this.request = request;
    this.schema = scan.schema();
    this.outputColumns = scan.columns();
    this.columns = columns;
    this.source = source;
    this.rowGroup = rowGroup;
    this.allocator = request.allocator();
    this.windowRows = windowRows(request.batchRows());
    for (RowCondition condition : conditions) {
      condition.columns().forEach(this::openFilterColumn);
    }
    for (int column : outputColumns) {
      if (!filterColumns.containsKey(column) && !readers.containsKey(column)) {
        openReader(column);
      }
    }
    this.filter =
        conditions.isEmpty()
            ? null
            : new WindowFilter(conditions, filterColumns, allocator, windowRows);
  }

  /** Returns the next rows that meet all conditions, or null if there are no more. */
  @Nullable Batch next() {
    while (true) {
      if (window == 0 && rowsDone == rowGroup.getNum_rows()) {
        return outputRows == 0 ? null : finishBatch();
      }
      if (window == 0) {
        nextWindow();
      }
      if (survivors == 0) {
        passOver();
        continue;
      }
      if (outputRows + survivors > windowRows) {
        return finishBatch();
      }
      putOut();
      if (outputRows == windowRows) {
        return finishBatch();
      }
    }
  }

  private void nextWindow() {
    request.cancellation().run();
    window = (int) Math.min(windowRows, rowGroup.getNum_rows() - rowsDone);
    survivors = filter == null ? window : filter.apply(window);
  }

  private void passOver() {
    readers.values().forEach(reader -> reader.skip(window));
    finishWindow();
  }

  private void putOut() {
    if (outputs.isEmpty()) {
      int capacity = filter == null ? window : windowRows;
      for (int i = 0; i < outputColumns.size(); i++) {
        outputs.add(new ColumnOutput(schema.field(i), allocator, capacity));
      }
    }
    int[] selected = filter == null || survivors == window ? null : filter.selected();
    for (int i = 0; i < outputs.size(); i++) {
      putOut(outputColumns.get(i), selected, outputs.get(i), i);
    }
    outputRows += survivors;
    finishWindow();
  }

  private void putOut(int column, int @Nullable [] selected, ColumnOutput output, int index) {
    int earlier = outputColumns.indexOf(column);
    if (earlier < index) {
      output.addTail(outputs.get(earlier), survivors);
      return;
    }
    FilterColumn filterColumn = filterColumns.get(column);
    if (filterColumn != null) {
      filterColumn.load(window);
      filterColumn.append(selected, survivors, output);
      return;
    }
    ColumnReader reader = readers.get(column);
    if (reader == null) {
      columns.appendConstant(column, survivors, output);
      return;
    }
    reader.read(window, selected, survivors, output);
  }

  private void finishWindow() {
    for (FilterColumn column : filterColumns.values()) {
      column.finishWindow(window);
    }
    rowsDone += window;
    window = 0;
  }

  private Batch finishBatch() {
    List<FieldVector> vectors = new ArrayList<>(outputs.size());
    outputs.forEach(output -> vectors.add(output.finish()));
    Batch batch = new Batch(schema, vectors, outputRows);
    outputs.clear();
    outputRows = 0;
    return batch;
  }

  /** Shrinks windows where values are so long that a batch of them would be huge. */
  private int windowRows(int wished) {
    long rows = Math.max(rowGroup.getNum_rows(), 1);
    long bytes = 0;
    for (int column : outputColumns) {
      SchemaNode node = columns.node(column);
      if (node != null && node.leaf() != null) {
        bytes += chunk(node.leaf()).getTotal_uncompressed_size() / rows;
      }
    }
    return (int) Math.max(1, Math.min(wished, MAX_WINDOW_BYTES / Math.max(bytes, 1)));
  }

  private void openFilterColumn(int column) {
    if (filterColumns.containsKey(column)) {
      return;
    }
    SchemaNode node = columns.node(column);
    ColumnReader reader = null;
    if (node != null && node.leaf() != null) {
      reader = reader(column, node.leaf());
    }
    filterColumns.put(
        column,
        new FilterColumn(
            reader,
            () -> columns.constant(column, allocator),
            columns.field(column),
            allocator,
            windowRows));
  }

  private void openReader(int column) {
    SchemaNode node = columns.node(column);
    if (node != null && node.leaf() != null) {
      readers.put(column, reader(column, node.leaf()));
    }
  }

  private ColumnReader reader(int column, LeafColumn leaf) {
    return new ColumnReader(source, leaf, chunk(leaf), columns.field(column));
  }

  private ColumnMetaData chunk(LeafColumn leaf) {
    return rowGroup.getColumns().get(leaf.index()).getMeta_data();
  }

  @Override
  public void close() {
    readers.values().forEach(ColumnReader::close);
    filterColumns.values().forEach(FilterColumn::close);
    outputs.forEach(ColumnOutput::close);
    outputs.clear();
  }
}
