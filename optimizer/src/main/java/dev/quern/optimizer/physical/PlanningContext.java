package dev.quern.optimizer.physical;

import dev.quern.optimizer.statistics.Estimator;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ExchangeNode;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.stages.Estimate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexBuilder;

/** What all planners of one query share: numbers, settings, estimates, exchanges, the deadline. */
final class PlanningContext {
  private final OptimizerSettings settings;
  private final Estimator estimator;
  private final RexBuilder rexBuilder;
  private final Runnable deadline;
  private final Map<Integer, Estimate> estimates = new HashMap<>();
  private int nextId;
  private int nextFilterId;

  /**
   * @param deadline throws when planning has taken too long
   */
  PlanningContext(
      OptimizerSettings settings, Estimator estimator, RexBuilder rexBuilder, Runnable deadline) {
    this.settings = settings;
    this.estimator = estimator;
    this.rexBuilder = rexBuilder;
    this.deadline = deadline;
  }

  OptimizerSettings settings() {
    return settings;
  }

  Estimator estimator() {
    return estimator;
  }

  RexBuilder rexBuilder() {
    return rexBuilder;
  }

  Map<Integer, Estimate> estimates() {
    return Map.copyOf(estimates);
  }

  int nextId() {
    deadline.run();
    return nextId++;
  }

  int nextFilterId() {
    return nextFilterId++;
  }

  /** Notes the estimated output of the operator and returns the argument. */
  Planned noted(Planned planned) {
    estimates.put(planned.node().id(), new Estimate(planned.rows(), planned.bytes()));
    return planned;
  }

  /** Notes for an operator the estimated output of another one, its input, as an upper bound. */
  void notedAs(PhysicalNode operator, PhysicalNode other) {
    Estimate estimate = estimates.get(other.id());
    if (estimate != null) {
      estimates.put(operator.id(), estimate);
    }
  }

  /** Sends all rows to one task, if they are not in one already. */
  Planned gather(Planned input) {
    return input.distribution().isSingle()
        ? input
        : exchange(input, Partitioning.gather(), List.of(), Distribution.SINGLE);
  }

  /** Sends all rows to one task that merges the sorted rows of each sender. */
  Planned gatherSorted(Planned input, List<SortKey> keys) {
    return exchange(input, Partitioning.gather(), keys, Distribution.SINGLE);
  }

  /** Sends rows that are equal in the operator's {@code columns} to the same task. */
  Planned hash(Planned input, List<Integer> columns) {
    return exchange(
        input,
        Partitioning.hash(columns, settings.partitionCount()),
        List.of(),
        Distribution.hashed(columns));
  }

  /** Sends all rows to every task. */
  Planned broadcast(Planned input) {
    return exchange(input, Partitioning.broadcast(), List.of(), Distribution.ANYWHERE);
  }

  private Planned exchange(
      Planned input, Partitioning partitioning, List<SortKey> mergeKeys, Distribution result) {
    return noted(
        input.with(new ExchangeNode(nextId(), input.node(), partitioning, mergeKeys), result));
  }

  static QueryException unsupported(String what, Object particulars) {
    return new QueryException(ErrorCode.UNSUPPORTED, what + " is not supported: " + particulars);
  }
}
