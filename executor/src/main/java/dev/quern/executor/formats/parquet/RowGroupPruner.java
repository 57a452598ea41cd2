package dev.quern.executor.formats.parquet;

import dev.quern.executor.formats.RuntimeFilters;
import dev.quern.executor.formats.RuntimeFilters.RuntimeFilter;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.types.DataType;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;

/** Tells from the footer which row groups of a file cannot have a row that a scan wants. */
final class RowGroupPruner {
  private final ScanNode scan;
  private final FileColumns columns;
  private final RuntimeFilters runtimeFilters;

  RowGroupPruner(ScanNode scan, FileColumns columns, RuntimeFilters runtimeFilters) {
    this.scan = scan;
    this.columns = columns;
    this.runtimeFilters = runtimeFilters;
  }

  /** Returns false only if no row of the row group can pass. */
  boolean mayHaveRows(RowGroup rowGroup) {
    if (rowGroup.getNum_rows() == 0) {
      return false;
    }
    RangeFilter ranges = new RangeFilter(column -> range(rowGroup, column));
    if (scan.filter() != null && !ranges.mayBeTrue(scan.filter())) {
      return false;
    }
    for (RuntimeFilterTarget target : scan.runtimeFilters()) {
      RuntimeFilter filter = runtimeFilters.find(target.filterId());
      if (filter != null && isExcluded(filter, target.column(), rowGroup)) {
        return false;
      }
    }
    return true;
  }

  private boolean isExcluded(RuntimeFilter filter, int column, RowGroup rowGroup) {
    return excludes(filter, columns.field(column).type(), range(rowGroup, column));
  }

  /** Returns whether {@code filter} lets no value of type {@code type} in {@code range} pass. */
  static boolean excludes(RuntimeFilter filter, DataType type, ColumnRange range) {
    if (!(type instanceof DataType.IntegerType || type instanceof DataType.DateType)) {
      return false;
    }
    return range.min() instanceof Long min
        && range.max() instanceof Long max
        && filter.excludesRange(min, max);
  }

  private ColumnRange range(RowGroup rowGroup, int column) {
    SchemaNode node = columns.find(column);
    if (node == null) {
      return columns.constantRange(column);
    }
    LeafColumn leaf = node.leaf();
    if (leaf == null
        || leaf.maxRepetition() > 0
        || !ValueDecoders.canRead(leaf, columns.field(column).type())) {
      return ColumnRange.UNKNOWN;
    }
    ColumnMetaData chunk = rowGroup.getColumns().get(leaf.index()).getMeta_data();
    return ColumnRange.of(leaf, chunk.getStatistics(), rowGroup.getNum_rows());
  }
}
