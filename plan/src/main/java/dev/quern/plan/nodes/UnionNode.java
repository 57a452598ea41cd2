package dev.quern.plan.nodes;

import dev.quern.plan.types.Schema;
import java.util.List;

/** All rows of all inputs, in no order. The inputs have the same types. */
public record UnionNode(int id, List<PhysicalNode> inputs, Schema schema) implements PhysicalNode {

  public UnionNode {
    inputs = List.copyOf(inputs);
  }

  @Override
  public PhysicalNode withInputs(List<PhysicalNode> newInputs) {
    return new UnionNode(id, newInputs, schema);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitUnion(this);
  }
}
