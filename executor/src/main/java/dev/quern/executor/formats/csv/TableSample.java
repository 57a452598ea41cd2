package dev.quern.executor.formats.csv;

import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;

/** Gathers what sampled rows say about a table. */
final class TableSample implements TypeSampler.Observer {
  private final List<ColumnSample> columns = new ArrayList<>();
  private long rows;
  private long bytes;
  private boolean lacksFiles;

  TableSample(Schema schema, CsvOptions options) {
    for (Field field : schema.fields()) {
      columns.add(new ColumnSample(field.type(), options));
    }
  }

  @Override
  public void field(int column, long start, long end) {
    columns.get(column).add(start, end);
  }

  @Override
  public void empty(int column) {
    columns.get(column).addNull();
  }

  @Override
  public void row(int rowBytes) {
    rows++;
    bytes += rowBytes;
  }

  /** Notes that a file could not be sampled. */
  void skipFile() {
    lacksFiles = true;
  }

  boolean lacksFiles() {
    return lacksFiles;
  }

  long rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }

  double averageRowBytes() {
    return rows == 0 ? 0 : (double) bytes / rows;
  }

  /** Returns the statistics of each column of a table of {@code tableRows} rows. */
  List<ColumnStatistics> columns(double tableRows, boolean isComplete) {
    return columns.stream().map(column -> column.estimate(tableRows, isComplete)).toList();
  }
}
