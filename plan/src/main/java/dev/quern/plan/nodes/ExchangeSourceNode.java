package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * Reads the output of another stage.
 *
 * @param stageId the stage that is read
 * @param mode which of its partitions a task reads
 * @param mergeKeys if not empty, every block is sorted by these and the output is their ordered
 *     merge
 */
public record ExchangeSourceNode(
    int id, int stageId, Mode mode, List<SortKey> mergeKeys, Schema schema)
    implements PhysicalNode {

  public ExchangeSourceNode {
    mergeKeys = List.copyOf(mergeKeys);
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
    return visitor.visitExchangeSource(this);
  }

  /** Which partitions a task reads. */
  public enum Mode {
    /** The partitions assigned to the task. */
    PARTITIONED,
    /** All rows, in every task. */
    BROADCAST,
    /** All rows, in the only task. */
    GATHER
  }
}
