package dev.quern.optimizer.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * What is guessed of an operator's output.
 *
 * @param rows number of rows
 * @param columns one for each column
 */
public record RelationEstimate(double rows, List<ColumnEstimate> columns) {
  public RelationEstimate {
    columns = List.copyOf(columns);
  }

  public ColumnEstimate column(int columnIndex) {
    return columns.get(columnIndex);
  }

  /** Returns the mean width of a row of the given columns. */
  public double rowBytes(Iterable<Integer> columnIndexes) {
    double bytes = 0;
    for (int columnIndex : columnIndexes) {
      bytes += columns.get(columnIndex).averageBytes();
    }
    return bytes;
  }

  /** Returns the estimated bytes of all values of all rows. */
  public double bytes() {
    double rowBytes = 0;
    for (ColumnEstimate column : columns) {
      rowBytes += column.averageBytes();
    }
    return rows * rowBytes;
  }

  /** Returns the same columns with another guess of the number of rows. */
  public RelationEstimate atRows(double newRows) {
    return new RelationEstimate(newRows, columns);
  }

  /** Returns the same columns in {@code newRows} of the rows, picked without regard to values. */
  RelationEstimate withRows(double newRows) {
    double kept = Math.max(newRows, 0);
    List<ColumnEstimate> scaled = new ArrayList<>(columns.size());
    for (ColumnEstimate column : columns) {
      scaled.add(column.withDistinctCount(remaining(column.distinctCount(), kept)));
    }
    return new RelationEstimate(kept, scaled);
  }

  /** Returns how many of the distinct values are left when {@code kept} of the rows are. */
  private double remaining(double distinctCount, double kept) {
    if (kept >= rows || rows < 1) {
      return Math.min(distinctCount, Math.max(kept, 1));
    }
    double rowsPerValue = rows / distinctCount;
    double left = distinctCount * (1 - Math.pow(1 - kept / rows, rowsPerValue));
    return Math.max(1, Math.min(left, kept));
  }
}
