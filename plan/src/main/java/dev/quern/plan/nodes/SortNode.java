package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * Sorts the task's rows; spills sorted runs and merges them.
 *
 * @param inRuns whether runs that memory does not hold together are put out one after the other,
 *     for the stage's reader to merge; the node is then the root of a stage whose output is read by
 *     merging
 */
public record SortNode(int id, PhysicalNode input, List<SortKey> keys, boolean inRuns)
    implements PhysicalNode {

  public SortNode {
    keys = List.copyOf(keys);
  }

  /** Makes a node whose rows come in one run. */
  public SortNode(int id, PhysicalNode input, List<SortKey> keys) {
    this(id, input, keys, false);
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
    return new SortNode(id, newInputs.get(0), keys, inRuns);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitSort(this);
  }
}
