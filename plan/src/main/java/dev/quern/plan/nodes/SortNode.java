package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.Schema;
import java.util.List;

/** Sorts the task's rows; spills sorted runs and merges them. */
public record SortNode(int id, PhysicalNode input, List<SortKey> keys) implements PhysicalNode {

  public SortNode {
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
    return new SortNode(id, newInputs.get(0), keys);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitSort(this);
  }
}
