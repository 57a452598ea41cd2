package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins rows with equal keys. Output: left columns then right columns; SEMI and ANTI: left columns
 * only; MARK: left columns and a boolean that is true if a match exists, null if none exists but a
 * null was compared, else false.
 *
 * @param leftKeys columns of {@code left}, compared with {@code rightKeys} pairwise; same types
 * @param nullSafeKeys for each key whether two nulls are equal (IS NOT DISTINCT FROM)
 * @param residual further condition of a match over left columns then right columns, or null
 * @param buildLeft whether the hash table is made of the left side; else of the right side
 * @param nullAware ANTI only: NOT IN semantics: no row passes if the right side has a null key,
 *     none with a null key passes unless the right side is empty
 * @param runtimeFilterIds for each key the id under which the build side's values are published, -1
 *     = not
 */
public record HashJoinNode(
    int id,
    PhysicalNode left,
    PhysicalNode right,
    JoinKind kind,
    List<Integer> leftKeys,
    List<Integer> rightKeys,
    List<Boolean> nullSafeKeys,
    @Nullable Expression residual,
    boolean buildLeft,
    boolean nullAware,
    List<Integer> runtimeFilterIds)
    implements PhysicalNode {

  public HashJoinNode {
    leftKeys = List.copyOf(leftKeys);
    rightKeys = List.copyOf(rightKeys);
    nullSafeKeys = List.copyOf(nullSafeKeys);
    runtimeFilterIds = List.copyOf(runtimeFilterIds);
  }

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
    return new HashJoinNode(
        id,
        newInputs.get(0),
        newInputs.get(1),
        kind,
        leftKeys,
        rightKeys,
        nullSafeKeys,
        residual,
        buildLeft,
        nullAware,
        runtimeFilterIds);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitHashJoin(this);
  }
}
