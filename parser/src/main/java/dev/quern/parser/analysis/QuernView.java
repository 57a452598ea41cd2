package dev.quern.parser.analysis;

import java.util.function.Function;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;

/** A view; each use of it becomes a copy of its query's algebra. */
final class QuernView extends AbstractTable implements TranslatableTable {
  private final RelDataType rowType;
  private final Function<RelOptCluster, RelNode> conversion;

  QuernView(RelDataType rowType, Function<RelOptCluster, RelNode> conversion) {
    this.rowType = rowType;
    this.conversion = conversion;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory typeFactory) {
    return rowType;
  }

  @Override
  public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable relOptTable) {
    return conversion.apply(context.getCluster());
  }
}
