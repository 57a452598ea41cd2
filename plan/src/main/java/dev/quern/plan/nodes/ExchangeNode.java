package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * Moves rows between tasks. Only in the uncut plan: cutting it into stages replaces each by an
 * {@link ExchangeSourceNode}.
 */
public record ExchangeNode(
    int id, PhysicalNode input, Partitioning partitioning, List<SortKey> mergeKeys)
    implements PhysicalNode {

  public ExchangeNode {
    mergeKeys = List.copyOf(mergeKeys);
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
    return new ExchangeNode(id, newInputs.get(0), partitioning, mergeKeys);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitExchange(this);
  }
}
