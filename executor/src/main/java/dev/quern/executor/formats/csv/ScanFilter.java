package dev.quern.executor.formats.csv;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.Predicate;
import dev.quern.executor.formats.RuntimeFilters.RuntimeFilter;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.text.ColumnBuffer;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a scan: its filter and what joins have published. Decodes the columns that they
 * need, of all rows, and tells which rows pass.
 */
final class ScanFilter implements AutoCloseable {
  private final List<Integer> columns;
  private final Schema schema;
  private final List<@Nullable ValueDecoder> decoders = new ArrayList<>();
  private final List<ColumnBuffer> buffers = new ArrayList<>();
  private final PartitionValues partitionValues;
  private final int fileColumns;
  private final @Nullable Predicate predicate;
  private final List<Bound> runtimeFilters = new ArrayList<>();
  private final int[] selected;
  private final int[] selectedRows;

  private record Bound(RuntimeFilter filter, int column) {}

  ScanFilter(ScanRequest request, ValueDecoders allDecoders, PartitionValues partitionValues) {
    ScanNode scan = request.scan();
    Schema table = scan.source().tableSchema();
    this.partitionValues = partitionValues;
    this.fileColumns = scan.source().fileSchema().size();
    SortedSet<Integer> needed = new TreeSet<>();
    Expression condition = scan.filter();
    if (condition != null) {
      needed.addAll(Expressions.columns(condition));
    }
    List<RuntimeFilterTarget> published = new ArrayList<>();
    for (RuntimeFilterTarget target : scan.runtimeFilters()) {
      if (request.runtimeFilters().find(target.filterId()) != null) {
        published.add(target);
        needed.add(target.column());
      }
    }
    this.columns = List.copyOf(needed);
    this.schema = table.select(columns);
    this.predicate =
        condition == null
            ? null
            : request
                .expressions()
                .predicate(Expressions.remapColumns(condition, columns::indexOf), schema);
    for (RuntimeFilterTarget target : published) {
      RuntimeFilter filter = request.runtimeFilters().find(target.filterId());
      if (filter != null) {
        runtimeFilters.add(new Bound(filter, columns.indexOf(target.column())));
      }
    }
    boolean isUsed = predicate != null || !runtimeFilters.isEmpty();
    this.selected = new int[isUsed ? request.batchRows() : 0];
    this.selectedRows = new int[selected.length];
    try {
      for (int column : columns) {
        boolean isInFile = column < fileColumns;
        decoders.add(isInFile ? allDecoders.decoder(column, table.field(column)) : null);
        buffers.add(
            new ColumnBuffer(table.field(column), request.batchRows(), request.allocator()));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Returns the table columns that the conditions read. */
  List<Integer> columns() {
    return columns;
  }

  /** Returns whether all rows pass. */
  boolean isEmpty() {
    return predicate == null && runtimeFilters.isEmpty();
  }

  /** Returns the decoded column of the rows that {@link #select} saw last, or null. */
  @Nullable ColumnBuffer buffer(int tableColumn) {
    int index = columns.indexOf(tableColumn);
    return index < 0 ? null : buffers.get(index);
  }

  /**
   * Tells which of the first {@code count} of {@code candidates} pass.
   *
   * @return how many; {@link #selectedRows()} has them
   */
  int select(RowIndex rows, long base, int[] candidates, int count) {
    List<FieldVector> vectors = new ArrayList<>(buffers.size());
    for (int i = 0; i < buffers.size(); i++) {
      ColumnBuffer buffer = buffers.get(i);
      buffer.reset();
      ValueDecoder decoder = decoders.get(i);
      if (decoder == null) {
        partitionValues.fill(columns.get(i) - fileColumns, count, buffer, 0);
      } else {
        decoder.decode(rows, base, candidates, count, buffer, 0);
      }
      vectors.add(buffer.finish(count));
    }
    // Not closed: its vectors belong to the buffers.
    Batch batch = new Batch(schema, vectors, count);
    int passed = passing(batch, count);
    for (int i = 0; i < passed; i++) {
      selectedRows[i] = candidates[selected[i]];
    }
    return passed;
  }

  private int passing(Batch batch, int count) {
    int passed = count;
    if (predicate == null) {
      for (int i = 0; i < count; i++) {
        selected[i] = i;
      }
    } else {
      passed = predicate.select(batch, selected);
    }
    for (Bound bound : runtimeFilters) {
      passed = bound.filter().retain(batch, bound.column(), selected, passed);
    }
    return passed;
  }

  /** Returns the rows of the {@link RowIndex} that passed. */
  int[] selectedRows() {
    return selectedRows;
  }

  /** Returns the places of the rows that passed in the {@link #buffer}s. */
  int[] selected() {
    return selected;
  }

  @Override
  public void close() {
    buffers.forEach(ColumnBuffer::close);
    buffers.clear();
  }
}
