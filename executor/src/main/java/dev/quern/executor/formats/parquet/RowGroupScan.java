package dev.quern.executor.formats.parquet;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final Map<Integer, NestedReader> nestedReaders = new HashMap<>();

  /** For each output column where it is gathered; null for nested ones. */
  private final List<@Nullable ColumnOutput> outputs = new ArrayList<>();

  /** For each output column its vector if it is nested. */
  private final List<@Nullable FieldVector> nestedVectors = new ArrayList<>();

  private final boolean hasNested;
  private final RowRanges wanted;

  /** Rows in front of the next window. */
  private long rowsDone;

  /** Rows of the window that has been filtered and not yet put out, or 0. */
  private int window;

  /** How many rows of the window are left. */
  private int survivors;

  private int outputRows;

  /**
   * @param conditions those that are not decided for the whole file
   * @param wanted the rows that can meet them; the others are not looked at
   */
  RowGroupScan(
      ScanRequest request,
      List<RowCondition> conditions,
      FileColumns columns,
      ChunkSource source,
      RowGroup rowGroup,
      RowRanges wanted) {
    ScanNode scan = request.scan();
    this.request = request;
    this.schema = scan.schema();
    this.outputColumns = scan.columns();
    this.columns = columns;
    this.source = source;
    this.rowGroup = rowGroup;
    this.wanted = wanted;
    this.allocator = request.allocator();
    this.windowRows = windowRows(request.batchRows());
    this.hasNested = schema.fields().stream().anyMatch(field -> field.type().isNested());
    for (RowCondition condition : conditions) {
      condition.columns().forEach(this::openFilterColumn);
    }
    for (int column : outputColumns) {
      if (!filterColumns.containsKey(column) && !readers.containsKey(column)) {
        openReader(column);
      }
    }
    this.filter =
        conditions.isEmpty() ? null : new WindowFilter(conditions, filterColumns, windowRows);
  }

  /** Returns the next rows that meet all conditions, or null if there are no more. */
  @Nullable Batch next() {
    while (true) {
      if (window == 0) {
        skipUnwanted();
        if (rowsDone == rowGroup.getNum_rows()) {
          return outputRows == 0 ? null : finishBatch();
        }
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
      // Nested vectors are read in one go and not appended to.
      if (outputRows == windowRows || hasNested) {
        return finishBatch();
      }
    }
  }

  private void skipUnwanted() {
    long rows = wanted.firstFrom(rowsDone) - rowsDone;
    if (rows == 0) {
      return;
    }
    filterColumns.values().forEach(column -> column.skip(rows));
    readers.values().forEach(reader -> reader.skip(rows));
    nestedReaders.values().forEach(reader -> reader.skip(rows));
    rowsDone += rows;
  }

  private void nextWindow() {
    request.cancellation().run();
    window = (int) Math.min(windowRows, wanted.endOf(rowsDone) - rowsDone);
    survivors = filter == null ? window : filter.apply(window);
  }

  private void passOver() {
    readers.values().forEach(reader -> reader.skip(window));
    nestedReaders.values().forEach(reader -> reader.skip(window));
    finishWindow();
  }

  private void putOut() {
    if (outputs.isEmpty()) {
      int capacity = filter == null ? window : windowRows;
      for (int i = 0; i < outputColumns.size(); i++) {
        boolean isNested = schema.type(i).isNested();
        outputs.add(isNested ? null : new ColumnOutput(schema.field(i), allocator, capacity));
        nestedVectors.add(null);
      }
    }
    int[] selected = filter == null || survivors == window ? null : filter.selected();
    for (int i = 0; i < outputs.size(); i++) {
      ColumnOutput output = outputs.get(i);
      if (output == null) {
        nestedVectors.set(i, nestedVector(outputColumns.get(i), selected, i));
      } else {
        putOut(outputColumns.get(i), selected, output);
      }
    }
    outputRows += survivors;
    finishWindow();
  }

  private FieldVector nestedVector(int column, int @Nullable [] selected, int index) {
    FieldVector earlier = nestedVectors.get(outputColumns.indexOf(column));
    if (earlier != null) {
      return VectorGather.slice(earlier, 0, survivors, allocator);
    }
    FilterColumn filterColumn = filterColumns.get(column);
    if (filterColumn != null) {
      filterColumn.load(window);
      return filterColumn.gather(selected, survivors);
    }
    NestedReader reader = nestedReaders.get(column);
    if (reader != null) {
      return reader.read(window, selected, survivors);
    }
    FieldVector nulls = ArrowTypes.createVector(schema.field(index), allocator);
    nulls.setInitialCapacity(survivors);
    nulls.allocateNew();
    nulls.setValueCount(survivors);
    return nulls;
  }

  private void putOut(int column, int @Nullable [] selected, ColumnOutput output) {
    ColumnOutput earlier = outputs.get(outputColumns.indexOf(column));
    if (earlier != null && earlier != output) {
      output.addTail(earlier, survivors);
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
    for (int i = 0; i < outputs.size(); i++) {
      ColumnOutput output = outputs.get(i);
      vectors.add(output != null ? output.finish() : Objects.requireNonNull(nestedVectors.get(i)));
    }
    Batch batch = new Batch(schema, vectors, outputRows);
    outputs.clear();
    nestedVectors.clear();
    outputRows = 0;
    return batch;
  }

  /** Shrinks windows where values are so long that a batch of them would be huge. */
  private int windowRows(int wished) {
    long mostBytes = Math.min(MAX_WINDOW_BYTES, request.memoryPool().mostBatchBytes());
    long rows = Math.max(rowGroup.getNum_rows(), 1);
    long bytes = 0;
    for (int column : outputColumns) {
      SchemaNode node = columns.node(column);
      bytes += node == null ? 0 : uncompressedBytes(node) / rows;
    }
    return (int) Math.max(1, Math.min(wished, mostBytes / Math.max(bytes, 1)));
  }

  private long uncompressedBytes(SchemaNode node) {
    if (node.leaf() != null) {
      return chunk(node.leaf()).getTotal_uncompressed_size();
    }
    return node.children().stream().mapToLong(this::uncompressedBytes).sum();
  }

  private void openFilterColumn(int column) {
    if (filterColumns.containsKey(column)) {
      return;
    }
    SchemaNode node = columns.node(column);
    ColumnReader reader = null;
    NestedReader nestedReader = null;
    if (node != null && node.leaf() != null) {
      reader = reader(column, node.leaf());
    } else if (node != null) {
      nestedReader = nestedReader(column, node);
    }
    filterColumns.put(
        column,
        new FilterColumn(
            reader,
            nestedReader,
            () -> columns.constant(column, allocator),
            columns.field(column),
            allocator,
            windowRows));
  }

  private void openReader(int column) {
    SchemaNode node = columns.node(column);
    if (node != null && node.leaf() != null) {
      readers.put(column, reader(column, node.leaf()));
    } else if (node != null && !nestedReaders.containsKey(column)) {
      nestedReaders.put(column, nestedReader(column, node));
    }
  }

  private NestedReader nestedReader(int column, SchemaNode node) {
    return new NestedReader(source, node, rowGroup, columns.field(column));
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
    nestedReaders.values().forEach(NestedReader::close);
    for (ColumnOutput output : outputs) {
      if (output != null) {
        output.close();
      }
    }
    for (FieldVector vector : nestedVectors) {
      if (vector != null) {
        vector.close();
      }
    }
    outputs.clear();
    nestedVectors.clear();
  }
}
