package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * Emits each input row once for every list of expressions: the way grouping sets are computed.
 *
 * @param projections lists of equal length, one expression for each output column
 */
public record ExpandNode(
    int id, PhysicalNode input, List<List<Expression>> projections, Schema schema)
    implements PhysicalNode {

  public ExpandNode {
    projections = List.copyOf(projections);
  }

  @Override
  @JsonIgnore
  public List<PhysicalNode> inputs() {
    return List.of(input);
  }

  @Override
  public PhysicalNode withInputs(List<PhysicalNode> newInputs) {
    return new ExpandNode(id, newInputs.get(0), projections, schema);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitExpand(this);
  }
}
