package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads files. Rows that do not pass {@code filter} are left out by the scan itself.
 *
 * @param source what is read
 * @param columns indexes into {@code source.tableSchema()}; the output columns in order, may be
 *     empty
 * @param filter condition over {@code source.tableSchema()}, null = all rows
 * @param runtimeFilters filters that joins above publish while the query runs
 * @param limit most rows that are needed from each task, -1 = all
 */
public record ScanNode(
    int id,
    ScanSource source,
    List<Integer> columns,
    @Nullable Expression filter,
    List<RuntimeFilterTarget> runtimeFilters,
    long limit)
    implements PhysicalNode {

  public ScanNode {
    columns = List.copyOf(columns);
    runtimeFilters = List.copyOf(runtimeFilters);
  }

  @Override
  @JsonIgnore
  public Schema schema() {
    return source.tableSchema().select(columns);
  }

  @Override
  @JsonIgnore
  public List<PhysicalNode> inputs() {
    return List.of();
  }

  @Override
  public PhysicalNode withInputs(List<PhysicalNode> newInputs) {
    return this;
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitScan(this);
  }
}
