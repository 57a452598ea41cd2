package dev.quern.executor.operators.join;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.RuntimeFilterRegistry;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;

/** Makes the operators of join nodes. */
public final class JoinOperators {
  private JoinOperators() {}

  /**
   * Returns the running operator of {@code node}, which closes both inputs. It reads its build side
   * to the end before it pulls from the other one, so that scans there see the filters it
   * publishes.
   *
   * @param filters takes later what the build side's values exclude
   */
  public static BatchSource create(
      HashJoinNode node,
      BatchSource left,
      BatchSource right,
      RuntimeFilterRegistry filters,
      TaskContext context) {
    return new HashJoinOperator(node, shape(node), left, right, context);
  }

  private static JoinShape shape(HashJoinNode node) {
    // What is null in the right side decides about every left row: it must be known first.
    boolean needsRight = node.kind() == JoinKind.MARK || node.nullAware();
    if (needsRight && (node.residual() != null || node.leftKeys().size() > 1)) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Cannot run IN or NOT IN over several columns or with further conditions as a hash join");
    }
    return new JoinShape(
        node.kind(),
        node.buildLeft() && !needsRight,
        node.nullAware(),
        node.left().schema(),
        node.right().schema(),
        node.schema());
  }
}
