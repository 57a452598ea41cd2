package dev.quern.plan.statistics;

import java.util.List;

/**
 * What is known of a table. Estimates, never used to decide what is right.
 *
 * @param rowCount estimated number of rows
 * @param columns one for each column of the table schema
 */
public record TableStatistics(double rowCount, List<ColumnStatistics> columns) {
  public TableStatistics {
    columns = List.copyOf(columns);
  }
}
