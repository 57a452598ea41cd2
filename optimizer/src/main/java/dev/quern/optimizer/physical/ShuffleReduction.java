package dev.quern.optimizer.physical;

import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.nodes.ExchangeNode;
import dev.quern.plan.nodes.FilterNode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.nodes.ScanNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shuffles of a join's probe side only what may have a partner. A build side whose rows come out or
 * not depending on all their partners cannot be copied to the tasks of the probe side; but a copy
 * of it can be looked at before the probe side is shuffled, at best in its scan:
 *
 * <pre>
 * semi-join k = g, build left     semi-join k = g, build left
 * ├─ shuffle S               -&gt;   ├─ shuffle
 * └─ shuffle T                    │  └─ copy of S
 *                                 └─ shuffle
 *                                    └─ T semi-join copy of S on g = k
 * </pre>
 *
 * <p>S is one stage of the plan. A further join on the same key finds the copy of S below the one
 * before, and uses it again. Like {@link SemiJoinReduction} a magic set.
 */
final class ShuffleReduction {
  /** A larger share of the probe side's keys is not worth the second look. */
  private static final double MOST_KEPT = 0.5;

  private ShuffleReduction() {}

  /**
   * Returns the probe side with the semi-join, or null where it does not pay.
   *
   * @param build a copied side, or one that was made of such
   */
  static @Nullable Planned apply(
      Planned probe, JoinKeys keys, boolean buildLeft, Planned build, PlanningContext context) {
    List<Integer> probeKeys = buildLeft ? keys.rightColumns() : keys.leftColumns();
    List<Integer> buildKeys = buildLeft ? keys.leftColumns() : keys.rightColumns();
    for (int i = 0; i < probeKeys.size(); i++) {
      int probeKey = probeKeys.get(i);
      if (keys.nullSafe().get(i)
          || RuntimeFilters.withTarget(probe.node(), probeKey, -1) == null
          || distinct(build, buildKeys.get(i)) > MOST_KEPT * distinct(probe, probeKey)) {
        continue;
      }
      Source source = source(build.node(), buildKeys.get(i));
      if (source != null && isReduced(source.copied.input())) {
        PhysicalNode reduced =
            SemiJoinReduction.semiJoin(
                probe.node(), probeKey, source.copied, source.copiedKey, context);
        return probe.with(reduced, probe.distribution());
      }
    }
    return null;
  }

  /** Returns how many values an operator's column is expected to have, all rows if not known. */
  private static double distinct(Planned planned, int column) {
    int[] indexes = planned.columns().indexes();
    for (int i = 0; i < indexes.length; i++) {
      if (indexes[i] == column) {
        return Math.min(planned.rows(), planned.estimate().column(i).distinctCount());
      }
    }
    return planned.rows();
  }

  /** A copied side and which of its columns holds the key. */
  private record Source(ExchangeNode copied, int copiedKey) {}

  /** Returns where the column's values come from, if operators in between only leave out rows. */
  private static @Nullable Source source(PhysicalNode node, int column) {
    if (node instanceof ExchangeNode exchange) {
      return exchange.partitioning().kind() == Partitioning.Kind.BROADCAST
          ? new Source(exchange, column)
          : source(exchange.input(), column);
    }
    if (node instanceof FilterNode filter) {
      return source(filter.input(), column);
    }
    if (node instanceof ProjectNode project) {
      return project.expressions().get(column) instanceof ColumnReference reference
          ? source(project.input(), reference.index())
          : null;
    }
    boolean isLeftReduced =
        node instanceof HashJoinNode join
            && (join.kind() == JoinKind.SEMI || join.kind() == JoinKind.ANTI);
    return isLeftReduced ? source(node.inputs().get(0), column) : null;
  }

  /** Returns whether some rows were left out; otherwise keys are likely to have partners. */
  private static boolean isReduced(PhysicalNode node) {
    boolean isReducing =
        node instanceof FilterNode
            || node instanceof HashJoinNode
            || (node instanceof ScanNode scan && scan.filter() != null);
    return isReducing || node.inputs().stream().anyMatch(ShuffleReduction::isReduced);
  }
}
