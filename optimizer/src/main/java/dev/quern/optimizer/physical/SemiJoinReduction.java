package dev.quern.optimizer.physical;

import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.ExchangeNode;
import dev.quern.plan.nodes.FilterNode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ProjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups only what a join above will look at. A join with a small build side over groups that are
 * made beyond an exchange is out of reach of {@linkplain RuntimeFilters runtime filters}; here its
 * build side, which is copied to all tasks anyway, also becomes a semi-join below the grouping:
 *
 * <pre>
 * join k = g                      join k = g
 * ├─ copy of S            -&gt;      ├─ copy of S
 * └─ group by g                   └─ group by g
 *    └─ exchange                     └─ exchange
 *       └─ T                            └─ T semi-join S on g = k
 * </pre>
 *
 * <p>Both copies of S are one stage of the plan. The idea is the magic set of Bancilhon, Maier,
 * Sagiv and Ullman (PODS 1986), with a join's own input as the set.
 */
final class SemiJoinReduction {
  /** So many groups there must be for each build row, or it is not worth the second look. */
  private static final double GROUPS_PER_BUILD_ROW = 4;

  private final PlanningContext context;
  private final ExchangeNode copied;
  private final int buildKey;

  private SemiJoinReduction(PlanningContext context, ExchangeNode copied, int buildKey) {
    this.context = context;
    this.copied = copied;
    this.buildKey = buildKey;
  }

  /**
   * Returns the probe side with the semi-join where it pays, else as it is.
   *
   * @param build the copied build side
   */
  static Planned apply(
      Planned probe, JoinKeys keys, boolean buildLeft, Planned build, PlanningContext context) {
    boolean pays = build.rows() * GROUPS_PER_BUILD_ROW <= probe.rows();
    if (!pays
        || !(build.node() instanceof ExchangeNode copied)
        || copied.partitioning().kind() != Partitioning.Kind.BROADCAST) {
      return probe;
    }
    List<Integer> probeKeys = buildLeft ? keys.rightColumns() : keys.leftColumns();
    List<Integer> buildKeys = buildLeft ? keys.leftColumns() : keys.rightColumns();
    for (int i = 0; i < probeKeys.size(); i++) {
      if (!keys.nullSafe().get(i)) {
        PhysicalNode reduced =
            new SemiJoinReduction(context, copied, buildKeys.get(i))
                .reduced(probe.node(), probeKeys.get(i));
        if (reduced != null) {
          return probe.with(reduced, probe.distribution());
        }
      }
    }
    return probe;
  }

  /** Returns the node with the semi-join somewhere below it, null if there is no place for it. */
  private @Nullable PhysicalNode reduced(PhysicalNode node, int column) {
    if (node instanceof ProjectNode project) {
      return project.expressions().get(column) instanceof ColumnReference reference
          ? over(node, 0, reduced(project.input(), reference.index()))
          : null;
    }
    if (node instanceof FilterNode filter) {
      return over(node, 0, reduced(filter.input(), column));
    }
    if (node instanceof HashJoinNode join) {
      int leftSize = join.left().schema().size();
      int input = column < leftSize ? 0 : 1;
      return RuntimeFilters.isProbeSide(join, input)
          ? over(
              node, input, reduced(node.inputs().get(input), column - (input == 0 ? 0 : leftSize)))
          : null;
    }
    return node instanceof AggregateNode aggregate ? reducedGroups(aggregate, column) : null;
  }

  private @Nullable PhysicalNode reducedGroups(AggregateNode aggregate, int column) {
    if (column >= aggregate.groupKeys().size()
        || !(aggregate.input() instanceof ExchangeNode exchange)) {
      return null;
    }
    int key = aggregate.groupKeys().get(column);
    PhysicalNode sent = exchange.input();
    PhysicalNode less =
        aggregate.phase() == AggregateNode.Phase.FINAL && sent instanceof AggregateNode partial
            ? over(partial, 0, semiJoin(partial.input(), partial.groupKeys().get(key)))
            : semiJoin(sent, key);
    return over(aggregate, 0, over(exchange, 0, less));
  }

  private @Nullable PhysicalNode semiJoin(PhysicalNode input, int column) {
    boolean isThere =
        input instanceof HashJoinNode join
            && join.kind() == JoinKind.SEMI
            && join.leftKeys().contains(column);
    return isThere ? null : semiJoin(input, column, copied, buildKey, context);
  }

  /**
   * Returns the rows of {@code input} whose key is among those of a copied side.
   *
   * @param copied is not used itself: another exchange of the same work is
   */
  static HashJoinNode semiJoin(
      PhysicalNode input, int column, ExchangeNode copied, int copiedKey, PlanningContext context) {
    int filterId = context.nextFilterId();
    PhysicalNode filtered = RuntimeFilters.withTarget(input, column, filterId);
    ExchangeNode copy =
        new ExchangeNode(
            context.nextId(), copied.input(), copied.partitioning(), copied.mergeKeys());
    context.notedAs(copy, copied);
    HashJoinNode join =
        new HashJoinNode(
            context.nextId(),
            filtered == null ? input : filtered,
            copy,
            JoinKind.SEMI,
            List.of(column),
            List.of(copiedKey),
            List.of(false),
            null,
            false,
            false,
            List.of(filtered == null ? -1 : filterId));
    context.notedAs(join, input);
    return join;
  }

  private static @Nullable PhysicalNode over(
      PhysicalNode node, int place, @Nullable PhysicalNode input) {
    if (input == null) {
      return null;
    }
    List<PhysicalNode> inputs = new ArrayList<>(node.inputs());
    inputs.set(place, input);
    return node.withInputs(inputs);
  }
}
