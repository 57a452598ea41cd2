package dev.quern.optimizer.rules;

import dev.quern.optimizer.statistics.Estimator;
import dev.quern.optimizer.statistics.JoinEstimate;
import dev.quern.optimizer.statistics.RelationEstimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cheapest order of the joins of a graph: of all orders for up to ten relations (dynamic
 * programming over sets of relations, bushy trees included), else by joining again and again the
 * two parts with the smallest result.
 */
final class JoinOrder {
  private static final int MOST_FOR_ALL_ORDERS = 10;

  /** A row put into a hash table costs about as much as this many rows looked up. */
  private static final double BUILD_COST = 3;

  /** A table of more rows than this is split over tasks, for which both sides are moved. */
  private static final double MOST_SHARED_ROWS = 2_000_000;

  private static final double MOVE_COST = 2;

  private final JoinGraph graph;
  private final JoinMatches matches;
  private final Runnable deadline;
  private final List<JoinTree> singles = new ArrayList<>();

  JoinOrder(JoinGraph graph, JoinMatches matches, Estimator estimator, Runnable deadline) {
    this.graph = graph;
    this.matches = matches;
    this.deadline = deadline;
    for (int i = 0; i < graph.relations().size(); i++) {
      JoinGraph.Relation relation = graph.relations().get(i);
      RelationEstimate estimate = estimator.estimate(relation.node());
      List<Integer> columns = new ArrayList<>();
      for (int column = 0; column < relation.columnCount(); column++) {
        columns.add(relation.firstColumn() + column);
      }
      singles.add(new JoinTree(1L << i, null, null, columns, estimate, 0));
    }
  }

  JoinTree find() {
    if (singles.size() > MOST_FOR_ALL_ORDERS) {
      return byGreed();
    }
    JoinTree best = ofAllOrders(false);
    if (best == null) {
      best = ofAllOrders(true);
    }
    return best == null ? byGreed() : best;
  }

  private @Nullable JoinTree ofAllOrders(boolean withoutConditions) {
    int all = (1 << singles.size()) - 1;
    @Nullable JoinTree[] best = new JoinTree[all + 1];
    for (int set = 1; set <= all; set++) {
      deadline.run();
      if (Integer.bitCount(set) == 1) {
        best[set] = singles.get(Integer.numberOfTrailingZeros(set));
        continue;
      }
      for (int part = (set - 1) & set; part > 0; part = (part - 1) & set) {
        JoinTree left = best[part];
        JoinTree right = best[set ^ part];
        if (left == null || right == null || !canJoin(left, right, withoutConditions)) {
          continue;
        }
        JoinTree known = best[set];
        if (known == null || cost(left, right, known.estimate().rows()) < known.cost()) {
          best[set] = join(left, right, known == null ? null : known.estimate());
        }
      }
    }
    return best[all];
  }

  private JoinTree byGreed() {
    List<JoinTree> parts = new ArrayList<>(singles);
    while (parts.size() > 1) {
      deadline.run();
      JoinTree best = cheapestPair(parts, false);
      if (best == null) {
        best = cheapestPair(parts, true);
      }
      if (best == null) {
        throw new IllegalStateException("no two relations can be joined: " + parts);
      }
      JoinTree joined = best;
      parts.removeIf(part -> (part.relations() & joined.relations()) != 0);
      parts.add(joined);
    }
    return parts.get(0);
  }

  private @Nullable JoinTree cheapestPair(List<JoinTree> parts, boolean withoutConditions) {
    List<JoinTree> candidates = new ArrayList<>();
    for (JoinTree left : parts) {
      for (JoinTree right : parts) {
        if (left.relations() != right.relations() && canJoin(left, right, withoutConditions)) {
          candidates.add(join(left, right, null));
        }
      }
    }
    return candidates.stream()
        .min(Comparator.comparingDouble(tree -> tree.estimate().rows() + tree.cost() * 0.01))
        .orElse(null);
  }

  /** Returns whether {@code left} then {@code right} is a join that the query's meaning allows. */
  private boolean canJoin(JoinTree left, JoinTree right, boolean withoutConditions) {
    if (addedAlone(left) != null) {
      return false;
    }
    JoinGraph.Relation added = addedAlone(right);
    if (added != null) {
      return (added.needed() & ~left.relations()) == 0;
    }
    // Inner joins are considered once, not for both orders of their sides.
    return left.relations() > right.relations()
        && (withoutConditions || matches.connect(left.relations(), right.relations()));
  }

  private JoinGraph.@Nullable Relation addedAlone(JoinTree tree) {
    if (!tree.isSingle()) {
      return null;
    }
    JoinGraph.Relation relation =
        graph.relations().get(Long.numberOfTrailingZeros(tree.relations()));
    return relation.isInner() ? null : relation;
  }

  private JoinTree join(JoinTree left, JoinTree right, @Nullable RelationEstimate known) {
    JoinGraph.Relation added = addedAlone(right);
    JoinRelType type = added == null ? JoinRelType.INNER : added.kind();
    List<Integer> columns = new ArrayList<>(left.columns());
    if (type.projectsRight()) {
      columns.addAll(right.columns());
    }
    RelationEstimate estimate = estimate(left, right, type, known);
    double cost = cost(left, right, estimate.rows());
    return new JoinTree(left.relations() | right.relations(), left, right, columns, estimate, cost);
  }

  private RelationEstimate estimate(
      JoinTree left, JoinTree right, JoinRelType type, @Nullable RelationEstimate known) {
    List<JoinEstimate.Key> keys = new ArrayList<>();
    double otherShare = 1;
    for (RexNode condition : matches.between(left.relations(), right.relations())) {
      int[] pair = graph.equalColumns(condition);
      int first = pair == null ? -1 : left.columns().indexOf(pair[0]);
      int second = pair == null ? -1 : right.columns().indexOf(pair[1]);
      if (pair != null && first < 0) {
        first = left.columns().indexOf(pair[1]);
        second = right.columns().indexOf(pair[0]);
      }
      if (first >= 0 && second >= 0) {
        keys.add(new JoinEstimate.Key(first, second));
      } else {
        otherShare *= JoinEstimate.share(condition);
      }
    }
    RelationEstimate estimate =
        JoinEstimate.of(left.estimate(), right.estimate(), type, keys, otherShare);
    // The same relations must not look different because they were joined in another order.
    return known == null ? estimate : estimate.atRows(known.rows());
  }

  private double cost(JoinTree left, JoinTree right, double rows) {
    JoinGraph.Relation added = addedAlone(right);
    JoinRelType type = added == null ? JoinRelType.INNER : added.kind();
    return left.cost() + right.cost() + work(left, right, type) + rows;
  }

  private static double work(JoinTree left, JoinTree right, JoinRelType type) {
    double leftRows = left.estimate().rows();
    double rightRows = right.estimate().rows();
    double build = Math.min(leftRows, rightRows);
    double probe = Math.max(leftRows, rightRows);
    double work = probe + build * BUILD_COST;
    if (build > MOST_SHARED_ROWS || (type != JoinRelType.INNER && leftRows < rightRows)) {
      work += (build + probe) * MOVE_COST;
    }
    return work;
  }
}
