package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.Schema;
import java.util.List;

/** Passes on at most {@code limit} rows (-1 = all) after leaving out the first {@code offset}. */
public record LimitNode(int id, PhysicalNode input, long offset, long limit)
    implements PhysicalNode {

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
    return new LimitNode(id, newInputs.get(0), offset, limit);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitLimit(this);
  }
}
