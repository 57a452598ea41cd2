package dev.quern.executor.formats.series;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.expressions.Predicate;
import dev.quern.executor.expressions.Projection;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.types.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.jspecify.annotations.Nullable;

/** Emits the numbers of some ranges of positions that pass the filter. */
final class SeriesScan implements BatchSource {
  private final ScanRequest request;
  private final Series series;
  private final Schema table;
  private final Deque<Split> splits;
  private final @Nullable Predicate predicate;
  private final Projection projection;
  private final int[] selected;
  private @Nullable Split split;
  private long emitted;

  SeriesScan(ScanRequest request) {
    this.request = request;
    this.series = Series.of(request.scan().source());
    this.table = request.scan().source().tableSchema();
    this.splits = new ArrayDeque<>(request.splits());
    Expression filter = request.scan().filter();
    this.predicate = filter == null ? null : request.expressions().predicate(filter, table);
    List<Expression> columns = new ArrayList<>();
    for (int column : request.scan().columns()) {
      columns.add(ColumnReference.of(column, table.field(column)));
    }
    this.projection = request.expressions().projection(columns, table, schema());
    this.selected = new int[request.batchRows()];
  }

  @Override
  public Schema schema() {
    return request.scan().schema();
  }

  @Override
  public @Nullable Batch next() {
    while (true) {
      request.cancellation().run();
      Split current = split == null || emitted == split.length() ? nextSplit() : split;
      if (current == null) {
        return null;
      }
      int rows = (int) Math.min(request.batchRows(), current.length() - emitted);
      Batch output = filtered(numbers(current.start() + emitted, rows));
      emitted += rows;
      if (output != null) {
        return output;
      }
    }
  }

  private @Nullable Split nextSplit() {
    split = splits.poll();
    emitted = 0;
    return split;
  }

  private Batch numbers(long first, int rows) {
    BigIntVector vector = new BigIntVector(table.field(0).name(), request.allocator());
    try {
      vector.allocateNew(rows);
      for (int row = 0; row < rows; row++) {
        vector.set(row, series.value(first + row));
      }
      vector.setValueCount(rows);
      return new Batch(table, List.of(vector), rows);
    } catch (RuntimeException e) {
      vector.close();
      throw e;
    }
  }

  private @Nullable Batch filtered(Batch owned) {
    try (owned) {
      if (predicate == null) {
        return projection.project(owned, null, 0, request.allocator());
      }
      int count = predicate.select(owned, selected);
      return count == 0 ? null : projection.project(owned, selected, count, request.allocator());
    }
  }

  @Override
  public void close() {}
}
