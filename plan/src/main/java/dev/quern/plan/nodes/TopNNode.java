package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * Passes on the first {@code limit} rows after the first {@code offset} in the order of {@code
 * keys}.
 */
public record TopNNode(int id, PhysicalNode input, List<SortKey> keys, long offset, long limit)
    implements PhysicalNode {

  public TopNNode {
    keys = List.copyOf(keys);
  }

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
    return new TopNNode(id, newInputs.get(0), keys, offset, limit);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitTopN(this);
  }
}
