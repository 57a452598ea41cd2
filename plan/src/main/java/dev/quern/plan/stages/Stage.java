package dev.quern.plan.stages;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ScanNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of the plan without exchanges, run by one or more tasks that differ only in the splits
 * and partitions they read.
 *
 * @param id its number; a stage reads only stages of lower number
 * @param root its topmost operator
 * @param output how its rows are distributed to its readers
 */
public record Stage(int id, PhysicalNode root, Partitioning output) {

  /** Returns the scans of this stage, from left to right. */
  @JsonIgnore
  public List<ScanNode> scans() {
    return collect(ScanNode.class);
  }

  /** Returns the operators that read other stages, from left to right. */
  @JsonIgnore
  public List<ExchangeSourceNode> sources() {
    return collect(ExchangeSourceNode.class);
  }

  private <T extends PhysicalNode> List<T> collect(Class<T> kind) {
    List<T> found = new ArrayList<>();
    collect(root, kind, found);
    return found;
  }

  private static <T extends PhysicalNode> void collect(
      PhysicalNode node, Class<T> kind, List<T> found) {
    if (kind.isInstance(node)) {
      found.add(kind.cast(node));
    }
    for (PhysicalNode input : node.inputs()) {
      collect(input, kind, found);
    }
  }
}
