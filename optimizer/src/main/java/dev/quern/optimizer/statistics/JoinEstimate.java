package dev.quern.optimizer.statistics;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * Estimates joins: equal keys match as if every value of the side with fewer values had a partner.
 */
public final class JoinEstimate {
  private JoinEstimate() {}

  /** Two columns, one of each side, that a join sets equal. */
  public record Key(int left, int right) {}

  static RelationEstimate of(RelationEstimate left, RelationEstimate right, Join join) {
    int leftSize = left.columns().size();
    List<Key> keys = new ArrayList<>();
    double otherShare = 1;
    for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
      Key key = key(conjunct, leftSize);
      if (key == null) {
        otherShare *= share(conjunct);
      } else {
        keys.add(key);
      }
    }
    return of(left, right, join.getJoinType(), keys, otherShare);
  }

  /**
   * Returns the estimate of a join.
   *
   * @param otherShare share of the pairs with equal keys that meet all other conditions
   */
  public static RelationEstimate of(
      RelationEstimate left,
      RelationEstimate right,
      JoinRelType type,
      List<Key> keys,
      double otherShare) {
    double matches = left.rows() * right.rows() * keyShare(left, right, keys) * otherShare;
    switch (type) {
      case SEMI:
        return left.withRows(semiRows(left, right, keys, otherShare));
      case ANTI:
        double kept = semiRows(left, right, keys, otherShare);
        return left.withRows(Math.max(left.rows() - kept, left.rows() / 20));
      case LEFT_MARK:
        return appendMark(left);
      case LEFT:
        return join(left, right, keys, Math.max(matches, left.rows()));
      case RIGHT:
        return join(left, right, keys, Math.max(matches, right.rows()));
      case FULL:
        return join(left, right, keys, Math.max(matches, Math.max(left.rows(), right.rows())));
      default:
        return join(left, right, keys, matches);
    }
  }

  /** Returns the guessed share of pairs that meet a condition that is no equality of columns. */
  public static double share(RexNode conjunct) {
    if (conjunct.isAlwaysTrue()) {
      return 1;
    }
    switch (conjunct.getKind()) {
      case EQUALS:
        return 0.1;
      case NOT_EQUALS:
        return 0.9;
      default:
        return 1.0 / 3;
    }
  }

  private static RelationEstimate join(
      RelationEstimate left, RelationEstimate right, List<Key> keys, double matches) {
    double rows = Math.max(matches, 1);
    List<ColumnEstimate> columns = new ArrayList<>();
    for (ColumnEstimate column : left.columns()) {
      columns.add(column.withDistinctCount(Math.min(column.distinctCount(), rows)));
    }
    for (ColumnEstimate column : right.columns()) {
      columns.add(column.withDistinctCount(Math.min(column.distinctCount(), rows)));
    }
    int leftSize = left.columns().size();
    for (Key key : keys) {
      int second = leftSize + key.right();
      double distinct =
          Math.min(columns.get(key.left()).distinctCount(), columns.get(second).distinctCount());
      columns.set(key.left(), columns.get(key.left()).withDistinctCount(distinct));
      columns.set(second, columns.get(second).withDistinctCount(distinct));
    }
    return new RelationEstimate(rows, columns);
  }

  /** Returns the share of all pairs that have equal keys. */
  private static double keyShare(RelationEstimate left, RelationEstimate right, List<Key> keys) {
    return 1 / Math.max(combinations(left, keys, true), combinations(right, keys, false));
  }

  /** Returns the number of different keys of a side, never more than its rows. */
  private static double combinations(RelationEstimate side, List<Key> keys, boolean isLeft) {
    double combinations = 1;
    for (Key key : keys) {
      combinations *= side.column(isLeft ? key.left() : key.right()).distinctCount();
    }
    return Math.max(1, Math.min(combinations, side.rows()));
  }

  private static double semiRows(
      RelationEstimate left, RelationEstimate right, List<Key> keys, double otherShare) {
    if (keys.isEmpty()) {
      return left.rows() * Math.min(1, right.rows() * otherShare);
    }
    double share = Math.min(1, combinations(right, keys, false) / combinations(left, keys, true));
    return Math.max(1, left.rows() * share * Math.max(otherShare, 0.1));
  }

  private static RelationEstimate appendMark(RelationEstimate left) {
    List<ColumnEstimate> columns = new ArrayList<>(left.columns());
    columns.add(new ColumnEstimate(2, 0, Double.NaN, Double.NaN, 1));
    return new RelationEstimate(left.rows(), columns);
  }

  /** Returns the left and right column that the condition sets equal, or null if it does not. */
  private static @Nullable Key key(RexNode conjunct, int leftSize) {
    boolean isEquality =
        conjunct.getKind() == SqlKind.EQUALS || conjunct.getKind() == SqlKind.IS_NOT_DISTINCT_FROM;
    if (!isEquality || !(conjunct instanceof RexCall call)) {
      return null;
    }
    int first = column(call.getOperands().get(0));
    int second = column(call.getOperands().get(1));
    if (first < 0 || second < 0 || (first < leftSize) == (second < leftSize)) {
      return null;
    }
    return new Key(Math.min(first, second), Math.max(first, second) - leftSize);
  }

  private static int column(RexNode node) {
    if (node instanceof RexCall call && call.getKind() == SqlKind.CAST) {
      return column(call.getOperands().get(0));
    }
    return node instanceof RexInputRef reference ? reference.getIndex() : -1;
  }
}
