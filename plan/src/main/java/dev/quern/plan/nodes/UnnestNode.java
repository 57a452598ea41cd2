package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * Emits for each input row one row for each element of a list column, with the element and, if
 * asked, its position from 1.
 *
 * @param column the list
 * @param keepEmpty whether a row with an empty or null list is emitted once, with null
 * @param schema the input's columns, the element, and the position if {@code withPosition}
 */
public record UnnestNode(
    int id, PhysicalNode input, int column, boolean keepEmpty, boolean withPosition, Schema schema)
    implements PhysicalNode {

  @Override
  @JsonIgnore
  public List<PhysicalNode> inputs() {
    return List.of(input);
  }

  @Override
  public PhysicalNode withInputs(List<PhysicalNode> newInputs) {
    return new UnnestNode(id, newInputs.get(0), column, keepEmpty, withPosition, schema);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitUnnest(this);
  }
}
