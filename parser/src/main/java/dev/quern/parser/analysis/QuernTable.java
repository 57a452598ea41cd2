package dev.quern.parser.analysis;

import dev.quern.parser.catalog.CatalogTable;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.statistics.TableStatistics;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.impl.AbstractTable;
import org.jspecify.annotations.Nullable;

/** A table of the catalog; unwraps to {@link CatalogTable} and its parts. */
final class QuernTable extends AbstractTable {
  private final CatalogTable table;

  QuernTable(CatalogTable table) {
    this.table = table;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory typeFactory) {
    return RelTypes.rowType(typeFactory, table.source().tableSchema());
  }

  @Override
  public Statistic getStatistic() {
    double rowCount = table.statistics().rowCount();
    return rowCount < 0 ? Statistics.UNKNOWN : Statistics.of(rowCount, null);
  }

  @Override
  public <T> @Nullable T unwrap(Class<T> wanted) {
    if (wanted == CatalogTable.class) {
      return wanted.cast(table);
    }
    if (wanted == ScanSource.class) {
      return wanted.cast(table.source());
    }
    if (wanted == TableStatistics.class) {
      return wanted.cast(table.statistics());
    }
    return super.unwrap(wanted);
  }
}
