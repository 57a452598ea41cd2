package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * Adds one column for each window call. All rows of a partition must be in the same task.
 *
 * @param partitionKeys columns whose values make a partition, may be empty
 * @param orderKeys order within a partition, may be empty
 * @param isInputSorted whether rows come in the order of both, nulls of partition keys last; else
 *     the operator sorts them
 * @param calls the functions, all over the same partitions and order
 * @param schema the input's columns, then one for each call
 */
public record WindowNode(
    int id,
    PhysicalNode input,
    List<Integer> partitionKeys,
    List<SortKey> orderKeys,
    boolean isInputSorted,
    List<WindowCall> calls,
    Schema schema)
    implements PhysicalNode {

  public WindowNode {
    partitionKeys = List.copyOf(partitionKeys);
    orderKeys = List.copyOf(orderKeys);
    calls = List.copyOf(calls);
  }

  @Override
  @JsonIgnore
  public List<PhysicalNode> inputs() {
    return List.of(input);
  }

  @Override
  public PhysicalNode withInputs(List<PhysicalNode> newInputs) {
    return new WindowNode(
        id, newInputs.get(0), partitionKeys, orderKeys, isInputSorted, calls, schema);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitWindow(this);
  }
}
