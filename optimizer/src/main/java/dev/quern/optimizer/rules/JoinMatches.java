package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Tells which conditions hold between two parts of a join graph. Equalities follow from each other:
 * of columns that are all equal, any two can join two parts, and one pair is enough.
 */
final class JoinMatches {
  private final JoinGraph graph;
  private final RexBuilder rexBuilder;
  private final List<List<Integer>> classes;
  private final long[][] classRelations;
  private final List<RexNode> others = new ArrayList<>();
  private final List<Long> otherRelations = new ArrayList<>();

  JoinMatches(JoinGraph graph, RexBuilder rexBuilder) {
    this.graph = graph;
    this.rexBuilder = rexBuilder;
    EqualityClasses equalities = new EqualityClasses(graph.columnCount());
    for (RexNode condition : graph.conditions()) {
      int[] pair = graph.equalColumns(condition);
      if (pair != null && isInner(pair[0]) && isInner(pair[1])) {
        equalities.setEqual(pair[0], pair[1]);
      } else {
        others.add(condition);
        otherRelations.add(graph.relationsOf(condition));
      }
    }
    this.classes = equalities.classes();
    this.classRelations = new long[classes.size()][];
    for (int i = 0; i < classRelations.length; i++) {
      classRelations[i] =
          classes.get(i).stream().mapToLong(column -> 1L << graph.relationOf(column)).toArray();
    }
  }

  /** Returns the sets of columns of inner joined relations that are equal in every result row. */
  List<List<Integer>> classes() {
    return classes;
  }

  /** Returns whether a condition connects two parts. */
  boolean connect(long left, long right) {
    for (long[] members : classRelations) {
      if (firstIn(members, left) >= 0 && firstIn(members, right) >= 0) {
        return true;
      }
    }
    for (long relations : otherRelations) {
      if (becomesTestable(relations, left, right)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the conditions, over the graph's columns, of joining two parts; if {@code right} is a
   * relation that is not inner joined, its own.
   */
  List<RexNode> between(long left, long right) {
    JoinGraph.Relation added = added(right);
    if (added != null) {
      return added.conditions();
    }
    List<RexNode> conditions = new ArrayList<>();
    for (int i = 0; i < classRelations.length; i++) {
      int first = firstIn(classRelations[i], left);
      int second = firstIn(classRelations[i], right);
      if (first >= 0 && second >= 0) {
        conditions.add(equal(classes.get(i).get(first), classes.get(i).get(second)));
      }
    }
    conditions.addAll(testable(left, right));
    return conditions;
  }

  /**
   * Returns the conditions that are to be tested after a relation has been outer or semi joined.
   */
  List<RexNode> after(long left, long right) {
    return added(right) == null ? List.of() : testable(left, right);
  }

  private List<RexNode> testable(long left, long right) {
    List<RexNode> conditions = new ArrayList<>();
    for (int i = 0; i < others.size(); i++) {
      if (becomesTestable(otherRelations.get(i), left, right)) {
        conditions.add(others.get(i));
      }
    }
    return conditions;
  }

  /** Conditions of one relation alone count as testable where it is first joined. */
  private static boolean becomesTestable(long relations, long left, long right) {
    boolean isCovered = (relations & ~(left | right)) == 0;
    boolean wasCovered =
        ((relations & ~left) == 0 && Long.bitCount(left) > 1)
            || ((relations & ~right) == 0 && Long.bitCount(right) > 1);
    return isCovered && !wasCovered;
  }

  private JoinGraph.@org.jspecify.annotations.Nullable Relation added(long right) {
    if (Long.bitCount(right) != 1) {
      return null;
    }
    JoinGraph.Relation relation = graph.relations().get(Long.numberOfTrailingZeros(right));
    return relation.isInner() ? null : relation;
  }

  private boolean isInner(int column) {
    return graph.relations().get(graph.relationOf(column)).isInner();
  }

  private RexNode equal(int first, int second) {
    return rexBuilder.makeCall(
        SqlStdOperatorTable.EQUALS,
        new RexInputRef(first, graph.columnType(first)),
        new RexInputRef(second, graph.columnType(second)));
  }

  private static int firstIn(long[] members, long relations) {
    for (int i = 0; i < members.length; i++) {
      if ((members[i] & relations) != 0) {
        return i;
      }
    }
    return -1;
  }
}
