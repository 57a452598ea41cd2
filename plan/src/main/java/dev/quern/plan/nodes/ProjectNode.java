package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.Schema;
import java.util.List;

/** Computes one output column for each expression. {@code schema} names them. */
public record ProjectNode(int id, PhysicalNode input, List<Expression> expressions, Schema schema)
    implements PhysicalNode {

  public ProjectNode {
    expressions = List.copyOf(expressions);
  }

  @Override
  @JsonIgnore
  public List<PhysicalNode> inputs() {
    return List.of(input);
  }

  @Override
  public PhysicalNode withInputs(List<PhysicalNode> newInputs) {
    return new ProjectNode(id, newInputs.get(0), expressions, schema);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitProject(this);
  }
}
