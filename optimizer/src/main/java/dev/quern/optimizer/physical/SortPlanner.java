package dev.quern.optimizer.physical;

import dev.quern.plan.nodes.LimitNode;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.nodes.TopNNode;
import java.util.List;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans orders and limits: every task sorts or cuts off its own rows, then one task merges them.
 */
final class SortPlanner {
  private static final long ALL = -1;

  /** More rows than this are sorted, so that they can spill, rather than kept in a heap. */
  private static final long MOST_TOP_ROWS = 1_000_000;

  private final PlanningContext context;
  private final PhysicalPlanner planner;

  SortPlanner(PlanningContext context, PhysicalPlanner planner) {
    this.context = context;
    this.planner = planner;
  }

  Planned plan(Sort sort, ImmutableBitSet required) {
    long offset = constant(sort.offset, 0);
    long limit = constant(sort.fetch, ALL);
    ImmutableBitSet keyColumns = ImmutableBitSet.of(sort.getCollation().getKeys());
    Planned input =
        RowPlanner.narrow(planner.plan(sort.getInput(), required.union(keyColumns)), context);
    if (sort.getCollation().getFieldCollations().isEmpty()) {
      return estimated(limit(input, offset, limit), sort);
    }
    List<SortKey> keys = SortKeys.of(sort.getCollation(), input);
    boolean isTop = limit != ALL && offset + limit <= MOST_TOP_ROWS;
    Planned sorted = isTop ? top(input, keys, offset, limit) : sorted(input, keys, offset, limit);
    return estimated(sorted, sort);
  }

  private Planned top(Planned input, List<SortKey> keys, long offset, long limit) {
    if (input.distribution().isSingle()) {
      return with(input, new TopNNode(context.nextId(), input.node(), keys, offset, limit));
    }
    TopNNode top = new TopNNode(context.nextId(), input.node(), keys, 0, offset + limit);
    Planned candidates = atMost(with(input, top), offset + limit);
    return cut(context.gatherSorted(candidates, keys), offset, limit);
  }

  private Planned sorted(Planned input, List<SortKey> keys, long offset, long limit) {
    Planned sorted =
        input.distribution().isSingle()
            ? with(input, new SortNode(context.nextId(), input.node(), keys))
            : sortedByAll(input, keys, context);
    return cut(sorted, offset, limit);
  }

  /** Lets every task sort its rows, and one task merge them. */
  static Planned sortedByAll(Planned input, List<SortKey> keys, PlanningContext context) {
    SortNode sort = new SortNode(context.nextId(), input.node(), keys, true);
    Planned parts = context.noted(input.with(sort, input.distribution()));
    return context.gatherSorted(parts, keys);
  }

  private Planned limit(Planned input, long offset, long limit) {
    if (input.distribution().isSingle() || limit == ALL) {
      return cut(context.gather(input), offset, limit);
    }
    Planned enough =
        input.node() instanceof ScanNode scan
            ? with(input, limited(scan, offset + limit))
            : cut(input, 0, offset + limit);
    return cut(context.gather(atMost(enough, offset + limit)), offset, limit);
  }

  private static ScanNode limited(ScanNode scan, long limit) {
    return new ScanNode(
        scan.id(), scan.source(), scan.columns(), scan.filter(), scan.runtimeFilters(), limit);
  }

  private Planned cut(Planned input, long offset, long limit) {
    return offset == 0 && limit == ALL
        ? input
        : with(input, new LimitNode(context.nextId(), input.node(), offset, limit));
  }

  private Planned with(Planned input, dev.quern.plan.nodes.PhysicalNode node) {
    return context.noted(input.with(node, input.distribution()));
  }

  /** Expects no more rows than a limit of each task lets through. */
  private Planned atMost(Planned planned, long rows) {
    double expected = Math.min(planned.rows(), (double) rows * context.settings().threads());
    return context.noted(
        new Planned(
            planned.node(),
            planned.columns(),
            planned.distribution(),
            planned.estimate().atRows(expected)));
  }

  private Planned estimated(Planned planned, Sort sort) {
    return new Planned(
        planned.node(),
        planned.columns(),
        planned.distribution(),
        context.estimator().estimate(sort));
  }

  private static long constant(@Nullable RexNode node, long absent) {
    if (node == null) {
      return absent;
    }
    if (node instanceof RexLiteral literal && !literal.isNull()) {
      return RexLiteral.longValue(literal);
    }
    throw PlanningContext.unsupported("LIMIT or OFFSET that is not a constant", node);
  }
}
