package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * Constant rows. Emitted by task 0 of its stage only.
 *
 * @param rows each a list of literals, one for each column
 */
public record ValuesNode(int id, List<List<dev.quern.plan.expressions.Literal>> rows, Schema schema)
    implements PhysicalNode {

  public ValuesNode {
    rows = List.copyOf(rows);
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
    return visitor.visitValues(this);
  }
}
