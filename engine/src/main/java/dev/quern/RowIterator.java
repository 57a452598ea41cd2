package dev.quern;

import dev.quern.engine.results.ColumnReader;
import dev.quern.executor.batch.Batch;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through batches row by row. Reads the values of a row when it is reached, so that no batch
 * is left open between rows.
 */
final class RowIterator implements Iterator<Row> {
  private final Schema schema;
  private final Supplier<@Nullable Batch> batches;
  private final List<@Nullable Object[]> rows = new ArrayList<>();
  private int nextRow;
  private boolean isDone;

  RowIterator(Schema schema, Supplier<@Nullable Batch> batches) {
    this.schema = schema;
    this.batches = batches;
  }

  @Override
  public boolean hasNext() {
    while (!isDone && nextRow == rows.size()) {
      load();
    }
    return !isDone;
  }

  private void load() {
    rows.clear();
    nextRow = 0;
    Batch batch = batches.get();
    if (batch == null) {
      isDone = true;
      return;
    }
    try (batch) {
      List<ColumnReader> readers = new ArrayList<>();
      for (int i = 0; i < schema.size(); i++) {
        readers.add(new ColumnReader(schema.type(i), batch.vector(i)));
      }
      for (int row = 0; row < batch.rowCount(); row++) {
        @Nullable Object[] values = new Object[readers.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = readers.get(i).value(row);
        }
        rows.add(values);
      }
    }
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return new Row(schema, rows.get(nextRow++));
  }
}
