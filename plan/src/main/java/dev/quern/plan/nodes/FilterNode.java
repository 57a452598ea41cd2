package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.Schema;
import java.util.List;

/** Passes on the rows for which {@code condition} is true. */
public record FilterNode(int id, PhysicalNode input, Expression condition) implements PhysicalNode {

  @Override
  @JsonIgnore
  public Schema schema() {
    return input.schema();
  }

  @Override
  @JsonIgnore
  public List<PhysicalNode> inputs() {
    return List.of(input);
  }

  @Override
  public PhysicalNode withInputs(List<PhysicalNode> newInputs) {
    return new FilterNode(id, newInputs.get(0), condition);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitFilter(this);
  }
}
