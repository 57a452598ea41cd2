package dev.quern.optimizer.rules;

import dev.quern.optimizer.expressions.ColumnPicks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * A tree of joins without its order: the relations, and the conditions over the columns of all of
 * them, numbered from left to right.
 *
 * <p>The right side of a LEFT, SEMI or ANTI join is a relation too, but may only be joined, in that
 * kind, to something that has all relations that its own condition needs. Such a join can change
 * places with inner joins because those conditions never look at its right side.
 */
final class JoinGraph {
  private static final int MOST_RELATIONS = 24;

  private final List<Relation> relations = new ArrayList<>();
  private final List<RexNode> conditions = new ArrayList<>();
  private final List<RexInputRef> columns = new ArrayList<>();
  private int[] output = {};

  /**
   * A relation of the graph.
   *
   * @param kind INNER, or the kind of join by which it is added to the others
   * @param firstColumn number of its first column
   * @param needed the relations (a bit each) that must be there before
   * @param conditions of its own join, unless INNER
   */
  record Relation(
      RelNode node, JoinRelType kind, int firstColumn, long needed, List<RexNode> conditions) {
    int columnCount() {
      return node.getRowType().getFieldCount();
    }

    Relation withNode(RelNode newNode) {
      return new Relation(newNode, kind, firstColumn, needed, conditions);
    }

    boolean isInner() {
      return kind == JoinRelType.INNER;
    }
  }

  private JoinGraph() {}

  /** Returns the graph of a tree of joins. */
  static JoinGraph of(RelNode root) {
    JoinGraph graph = new JoinGraph();
    graph.output = graph.flatten(root);
    return graph;
  }

  /** Returns the same graph over other relations with the same columns. */
  JoinGraph mapRelations(BiFunction<Integer, RelNode, RelNode> mapping) {
    JoinGraph mapped = new JoinGraph();
    for (int i = 0; i < relations.size(); i++) {
      mapped.relations.add(relations.get(i).withNode(mapping.apply(i, relations.get(i).node())));
    }
    mapped.conditions.addAll(conditions);
    mapped.columns.addAll(columns);
    mapped.output = output;
    return mapped;
  }

  List<Relation> relations() {
    return relations;
  }

  /** Returns the conditions that all rows of the result must meet. */
  List<RexNode> conditions() {
    return conditions;
  }

  /** Returns the graph's column for each column of the original tree. */
  int[] output() {
    return output.clone();
  }

  int columnCount() {
    return columns.size();
  }

  RelDataType columnType(int column) {
    return columns.get(column).getType();
  }

  /** Returns the relation that a column belongs to. */
  int relationOf(int column) {
    int relation = relations.size() - 1;
    while (relations.get(relation).firstColumn() > column) {
      relation--;
    }
    return relation;
  }

  /** Returns the relations, a bit each, whose columns the expression reads. */
  long relationsOf(RexNode node) {
    long mask = 0;
    for (int column : RelOptUtil.InputFinder.bits(node)) {
      mask |= 1L << relationOf(column);
    }
    return mask;
  }

  /** Returns the two columns that a condition sets equal, if they have the same type, else null. */
  int @org.jspecify.annotations.Nullable [] equalColumns(RexNode condition) {
    if (condition.getKind() != SqlKind.EQUALS || !(condition instanceof RexCall call)) {
      return null;
    }
    int first = ColumnPicks.index(call.getOperands().get(0));
    int second = ColumnPicks.index(call.getOperands().get(1));
    if (first < 0 || second < 0 || relationOf(first) == relationOf(second)) {
      return null;
    }
    boolean sameType =
        SqlTypeUtil.equalSansNullability(columnType(first), columnType(second))
            || (SqlTypeUtil.inCharFamily(columnType(first))
                && SqlTypeUtil.inCharFamily(columnType(second)));
    return sameType ? new int[] {first, second} : null;
  }

  private int[] flatten(RelNode node) {
    if (node instanceof Project project && Columns.onlyPicks(project) && isJoin(project)) {
      int[] input = flatten(project.getInput());
      return project.getProjects().stream().mapToInt(e -> input[ColumnPicks.index(e)]).toArray();
    }
    if (!(node instanceof Join join)) {
      return leaf(node);
    }
    switch (join.getJoinType()) {
      case INNER:
        int[] left = bounded(join.getLeft());
        int[] both = concat(left, bounded(join.getRight()));
        for (RexNode condition : RelOptUtil.conjunctions(join.getCondition())) {
          conditions.add(global(condition, both));
        }
        return both;
      case LEFT:
      case SEMI:
      case ANTI:
        return extended(join, bounded(join.getLeft()), join.getRight(), false);
      case RIGHT:
        return extended(join, bounded(join.getRight()), join.getLeft(), true);
      default:
        return leaf(node);
    }
  }

  /** Takes a side apart unless it has so many relations that it is better a graph of its own. */
  private int[] bounded(RelNode side) {
    return relationCount(side) > MOST_RELATIONS ? leaf(side) : flatten(side);
  }

  private static int relationCount(RelNode node) {
    if (node instanceof Join join) {
      return relationCount(join.getLeft()) + relationCount(join.getRight());
    }
    return node instanceof Project project && Columns.onlyPicks(project)
        ? relationCount(project.getInput())
        : 1;
  }

  /**
   * Adds a relation that is outer or semi joined; {@code before} are the columns it is joined to.
   */
  private int[] extended(Join join, int[] before, RelNode added, boolean addedFirst) {
    long earlier = (1L << relations.size()) - 1;
    int first = columns.size();
    int[] own = number(added);
    int[] both = addedFirst ? concat(own, before) : concat(before, own);
    List<RexNode> on = new ArrayList<>();
    long needed = 0;
    for (RexNode condition : RelOptUtil.conjunctions(join.getCondition())) {
      RexNode moved = global(condition, both);
      on.add(moved);
      for (int column : RelOptUtil.InputFinder.bits(moved)) {
        needed |= column < first ? 1L << relationOf(column) : 0;
      }
    }
    JoinRelType kind =
        join.getJoinType() == JoinRelType.RIGHT ? JoinRelType.LEFT : join.getJoinType();
    relations.add(new Relation(added, kind, first, needed == 0 ? earlier : needed, on));
    return kind == JoinRelType.LEFT ? both : before;
  }

  private int[] leaf(RelNode node) {
    int first = columns.size();
    int[] own = number(node);
    relations.add(new Relation(node, JoinRelType.INNER, first, 0, List.of()));
    return own;
  }

  private int[] number(RelNode node) {
    int first = columns.size();
    for (RelDataTypeField field : node.getRowType().getFieldList()) {
      columns.add(new RexInputRef(first + field.getIndex(), field.getType()));
    }
    int[] own = new int[columns.size() - first];
    Arrays.setAll(own, i -> first + i);
    return own;
  }

  private RexNode global(RexNode condition, int[] mapping) {
    return Columns.replace(condition, column -> columns.get(mapping[column]));
  }

  private static boolean isJoin(Project project) {
    RelNode input = project.getInput();
    return input instanceof Join || (input instanceof Project inner && isJoin(inner));
  }

  private static int[] concat(int[] left, int[] right) {
    int[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }
}
