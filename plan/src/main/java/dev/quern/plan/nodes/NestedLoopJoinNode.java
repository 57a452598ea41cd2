package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins every pair of rows that satisfies {@code condition} (null = all pairs). Output as {@link
 * HashJoinNode}. The right side is held; the left side streams.
 */
public record NestedLoopJoinNode(
    int id, PhysicalNode left, PhysicalNode right, JoinKind kind, @Nullable Expression condition)
    implements PhysicalNode {

  @Override
  @JsonIgnore
  public Schema schema() {
    return kind.outputSchema(left.schema(), right.schema());
  }

  @Override
  @JsonIgnore
  public List<PhysicalNode> inputs() {
    return List.of(left, right);
  }

  @Override
  public PhysicalNode withInputs(List<PhysicalNode> newInputs) {
    return new NestedLoopJoinNode(id, newInputs.get(0), newInputs.get(1), kind, condition);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitNestedLoopJoin(this);
  }
}
