package dev.quern.cli.output;

import dev.quern.engine.results.ColumnReader;
import dev.quern.executor.batch.Batch;
import java.util.ArrayList;
import java.util.List;

/** The columns of one batch, readable by row. */
final class RowReader {
  private final List<ColumnReader> columns = new ArrayList<>();

  RowReader(Batch batch) {
    for (int i = 0; i < batch.columnCount(); i++) {
      columns.add(new ColumnReader(batch.schema().type(i), batch.vector(i)));
    }
  }

  ColumnReader column(int index) {
    return columns.get(index);
  }

  int columnCount() {
    return columns.size();
  }
}
