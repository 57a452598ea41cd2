package dev.quern.executor.operators.join;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.RuntimeFilterRegistry;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.nodes.NestedLoopJoinNode;
import dev.quern.plan.types.DataTypes;
import java.util.ArrayList;
import java.util.List;

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
    // What is null in the right side decides about every left row: it must be known first.
    boolean needsRight = node.kind() == JoinKind.MARK || node.nullAware();
    if (needsRight && (node.residual() != null || node.leftKeys().size() > 1)) {
      // A comparison of several parts is unknown in more ways than a table of keys can tell.
      NestedLoopJoinNode allPairs =
          new NestedLoopJoinNode(
              node.id(), node.left(), node.right(), node.kind(), wholeCondition(node));
      return nestedLoop(allPairs, node.nullAware(), left, right, context);
    }
    return new HashJoinOperator(node, shape(node, needsRight), left, right, filters, context);
  }

  /** Returns the running operator of {@code node}, which closes both inputs. */
  public static BatchSource create(
      NestedLoopJoinNode node, BatchSource left, BatchSource right, TaskContext context) {
    return nestedLoop(node, false, left, right, context);
  }

  private static BatchSource nestedLoop(
      NestedLoopJoinNode node,
      boolean nullAware,
      BatchSource left,
      BatchSource right,
      TaskContext context) {
    JoinShape shape =
        new JoinShape(
            node.kind(),
            false,
            nullAware,
            node.left().schema(),
            node.right().schema(),
            node.schema());
    return new NestedLoopJoinOperator(node, shape, left, right, context);
  }

  /** Returns the equality of all keys and the residual condition as one condition. */
  private static Expression wholeCondition(HashJoinNode node) {
    List<Expression> conditions = new ArrayList<>();
    int leftCount = node.left().schema().size();
    for (int key = 0; key < node.leftKeys().size(); key++) {
      int left = node.leftKeys().get(key);
      int right = node.rightKeys().get(key);
      boolean nullSafe = node.nullSafeKeys().get(key);
      conditions.add(
          new Call(
              nullSafe ? "is_not_distinct_from" : "equal",
              List.of(
                  ColumnReference.of(left, node.left().schema().field(left)),
                  ColumnReference.of(leftCount + right, node.right().schema().field(right))),
              DataTypes.BOOLEAN,
              !nullSafe));
    }
    if (node.residual() != null) {
      conditions.add(node.residual());
    }
    return Expressions.and(conditions);
  }

  private static JoinShape shape(HashJoinNode node, boolean needsRight) {
    return new JoinShape(
        node.kind(),
        node.buildLeft() && !needsRight,
        node.nullAware(),
        node.left().schema(),
        node.right().schema(),
        node.schema());
  }
}
