package dev.quern.benchmarks.queries;

import dev.quern.engine.results.ColumnReader;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what Quern answers. */
public final class AnswerReader {
  private AnswerReader() {}

  /** Returns all rows of {@code source}, which stays open. */
  public static Answer read(BatchSource source) {
    List<Boolean> floating = new ArrayList<>();
    for (int i = 0; i < source.schema().size(); i++) {
      DataType type = source.schema().type(i);
      floating.add(type instanceof DataType.DoubleType || type instanceof DataType.FloatType);
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (Batch batch = source.next(); batch != null; batch = source.next()) {
      try (Batch closed = batch) {
        append(closed, rows);
      }
    }
    return new Answer(floating, rows);
  }

  private static void append(Batch batch, List<List<@Nullable String>> rows) {
    List<ColumnReader> columns = new ArrayList<>();
    for (int i = 0; i < batch.columnCount(); i++) {
      columns.add(new ColumnReader(batch.schema().type(i), batch.vector(i)));
    }
    for (int row = 0; row < batch.rowCount(); row++) {
      List<@Nullable String> cells = new ArrayList<>();
      for (ColumnReader column : columns) {
        cells.add(column.text(row));
      }
      rows.add(cells);
    }
  }
}
