package dev.quern.executor.formats.csv;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.formats.ScanPredicate;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.text.ColumnBuffer;
import dev.quern.executor.formats.text.PartitionColumns;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a scan: its filter and what joins have published. Decodes the columns that they
 * need, of all rows, and tells which rows pass.
 */
final class ScanFilter implements AutoCloseable {
  private final ScanPredicate predicate;
  private final List<@Nullable ValueDecoder> decoders = new ArrayList<>();
  private final List<ColumnBuffer> buffers = new ArrayList<>();
  private final PartitionColumns partitionColumns;
  private final int fileColumns;
  private final int[] selected;
  private final int[] selectedRows;

  ScanFilter(ScanRequest request, ValueDecoders allDecoders, PartitionColumns partitionColumns) {
    Schema table = request.scan().source().tableSchema();
    this.partitionColumns = partitionColumns;
    this.fileColumns = request.scan().source().fileSchema().size();
    this.predicate = new ScanPredicate(request, List.of());
    this.selected = new int[predicate.isEmpty() ? 0 : request.batchRows()];
    this.selectedRows = new int[selected.length];
    try {
      for (int column : predicate.columns()) {
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
    return predicate.columns();
  }

  /** Returns whether all rows pass. */
  boolean isEmpty() {
    return predicate.isEmpty();
  }

  /** Returns the decoded column of the rows that {@link #select} saw last, or null. */
  @Nullable ColumnBuffer buffer(int tableColumn) {
    int index = columns().indexOf(tableColumn);
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
        partitionColumns.fill(columns().get(i) - fileColumns, count, buffer, 0);
      } else {
        decoder.decode(rows, base, candidates, count, buffer, 0);
      }
      vectors.add(buffer.finish(count));
    }
    // Not closed: its vectors belong to the buffers.
    Batch batch = new Batch(predicate.schema(), vectors, count);
    int passed = predicate.select(batch, selected);
    for (int i = 0; i < passed; i++) {
      selectedRows[i] = candidates[selected[i]];
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
