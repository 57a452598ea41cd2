package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** Gathers rows picked from many batches in one batch. Not thread-safe. */
final class RowCollector implements AutoCloseable {
  private final Schema schema;
  private final BufferAllocator allocator;
  private List<ColumnCollector> columns = List.of();
  private int rowCount;

  /** Rows of the last block: the next one will have as many if there are enough. */
  private int expectedRows;

  RowCollector(Schema schema, BufferAllocator allocator) {
    this.schema = schema;
    this.allocator = allocator;
  }

  int rowCount() {
    return rowCount;
  }

  /** Appends the rows at {@code rows[from]} to {@code rows[to - 1]} of a batch. */
  void append(List<ColumnAddresses> source, int[] rows, int from, int to) {
    if (from == to) {
      return;
    }
    if (rowCount == 0) {
      columns = new ArrayList<>();
      for (Field field : schema.fields()) {
        columns.add(new ColumnCollector(field, expectedRows, allocator));
      }
    }
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).append(source.get(i), rows, from, to);
    }
    rowCount += to - from;
  }

  /** Hands over all rows so far, at least one, and begins anew. */
  Batch take() {
    List<FieldVector> vectors = new ArrayList<>();
    for (ColumnCollector column : columns) {
      vectors.add(column.finish());
    }
    Batch batch = new Batch(schema, vectors, rowCount);
    columns = List.of();
    expectedRows = rowCount;
    rowCount = 0;
    return batch;
  }

  @Override
  public void close() {
    columns.forEach(ColumnCollector::close);
    columns = List.of();
    rowCount = 0;
  }
}
