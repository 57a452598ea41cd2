package dev.quern.optimizer.rules;

import dev.quern.optimizer.statistics.Estimator;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;

/**
 * Runs the logical phases in their order.
 *
 * <ol>
 *   <li>The current time becomes a constant.
 *   <li>Sub-queries become joins, because only joins can be ordered and run in parallel.
 *   <li>So do set operations other than UNION ALL.
 *   <li>Conditions move down, so that the next phase sees how few rows each relation really has.
 *   <li>Joins are put in order.
 *   <li>Groupings below joins are limited to what the joins use.
 *   <li>Quantiles and modes become places in ordered rows, which may be more than memory holds.
 *   <li>DISTINCT aggregates become two groupings where that lets more tasks work.
 * </ol>
 */
public final class LogicalPhases {
  private LogicalPhases() {}

  /**
   * Returns an equivalent tree, ready for the choice of operators.
   *
   * @param deadline throws when planning has taken too long
   */
  public static RelNode run(RelNode query, Estimator estimator, Runnable deadline) {
    RexBuilder rexBuilder = query.getCluster().getRexBuilder();
    RelNode timed =
        new FixCurrentTime(rexBuilder, ZonedDateTime.now(ZoneId.systemDefault())).apply(query);
    RelNode joined =
        RewriteSubQueries.isNeeded(timed) ? withoutSubQueries(timed, rexBuilder) : timed;
    RelNode withoutSets = new RewriteSetOperations(rexBuilder).apply(joined);
    RelNode pushed = new PushPredicates(rexBuilder).apply(withoutSets);
    RelNode ordered = new OrderJoins(estimator, deadline).apply(pushed);
    RelNode narrowed = new NarrowAggregates(estimator, rexBuilder).apply(ordered);
    RelNode placed = new OrderedAggregates(rexBuilder).apply(narrowed);
    return new ExpandDistinctAggregates(estimator, rexBuilder).apply(placed);
  }

  private static RelNode withoutSubQueries(RelNode query, RexBuilder rexBuilder) {
    try {
      return new RewriteSubQueries(rexBuilder).apply(query);
    } catch (Decorrelator.CannotDecorrelate e) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Sub-query of this form is not supported: at=" + e.getMessage(),
          e);
    }
  }
}
