package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.errors.Checks;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.AggregateNode;

/** Makes the operators of aggregate nodes. */
public final class AggregateOperators {
  private AggregateOperators() {}

  /**
   * Returns the running operator of {@code node}, which closes {@code input}.
   *
   * @throws dev.quern.plan.errors.QueryException UNSUPPORTED for an aggregate that cannot be run
   */
  public static BatchSource create(AggregateNode node, BatchSource input, TaskContext context) {
    for (AggregateCall call : node.aggregates()) {
      Checks.check(
          node.phase() == AggregateNode.Phase.SINGLE || !DistinctRows.needed(call),
          "a distinct aggregate cannot be computed in two phases: %s in %s",
          call.function(),
          node.phase());
    }
    return node.phase() == AggregateNode.Phase.PARTIAL
        ? new PartialAggregateOperator(node, input, context)
        : new HashAggregateOperator(node, input, context);
  }
}
