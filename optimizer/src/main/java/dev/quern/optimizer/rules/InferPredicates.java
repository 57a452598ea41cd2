package dev.quern.optimizer.rules;

import dev.quern.optimizer.expressions.ColumnPicks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Filters the relations of a join graph by what follows from the query: columns that are equal to
 * the same column are equal, a condition on a column holds for every column that is equal to it,
 * and an OR over several relations limits each of them to what one of its operands allows.
 */
final class InferPredicates {
  private final JoinGraph graph;
  private final JoinMatches matches;
  private final RexBuilder rexBuilder;
  private final List<Set<RexNode>> inferred = new ArrayList<>();
  private final List<List<RexNode>> known = new ArrayList<>();

  InferPredicates(JoinGraph graph, JoinMatches matches, RexBuilder rexBuilder) {
    this.graph = graph;
    this.matches = matches;
    this.rexBuilder = rexBuilder;
    for (JoinGraph.Relation relation : graph.relations()) {
      inferred.add(new LinkedHashSet<>());
      known.add(conditionsOf(relation.node()));
    }
  }

  /** Returns the graph with the narrowed relations. */
  JoinGraph apply() {
    graph.conditions().forEach(this::splitAlternatives);
    for (List<Integer> equal : matches.classes()) {
      compareWithinRelations(equal);
      for (int from : equal) {
        equal.stream().filter(to -> to != from).forEach(to -> copyConditions(from, to));
      }
    }
    for (JoinGraph.Relation relation : graph.relations()) {
      if (!relation.isInner()) {
        relation.conditions().forEach(this::copyToAdded);
      }
    }
    PushPredicates push = new PushPredicates(rexBuilder);
    return graph.mapRelations(
        (index, node) ->
            inferred.get(index).isEmpty()
                ? node
                : push.push(node, List.copyOf(inferred.get(index))));
  }

  /** A join compares only one column of a relation, so the relation compares its others itself. */
  private void compareWithinRelations(List<Integer> equal) {
    Map<Integer, Integer> firstOf = new HashMap<>();
    for (int column : equal) {
      int relation = graph.relationOf(column);
      Integer first = firstOf.putIfAbsent(relation, column);
      if (first != null) {
        add(
            relation,
            rexBuilder.makeCall(
                SqlStdOperatorTable.EQUALS, local(relation, first), local(relation, column)));
      }
    }
  }

  private RexNode local(int relation, int column) {
    return new RexInputRef(
        column - graph.relations().get(relation).firstColumn(), graph.columnType(column));
  }

  /** What is outer or semi joined matches only if it meets the conditions of the other side too. */
  private void copyToAdded(RexNode condition) {
    int[] pair = graph.equalColumns(condition);
    if (pair == null) {
      return;
    }
    int to = Math.max(pair[0], pair[1]);
    int from = Math.min(pair[0], pair[1]);
    JoinRelType kind = graph.relations().get(graph.relationOf(from)).kind();
    if (kind == JoinRelType.INNER) {
      copyConditions(from, to);
      for (List<Integer> equal : matches.classes()) {
        if (equal.contains(from)) {
          equal.forEach(other -> copyConditions(other, to));
        }
      }
    }
  }

  private void copyConditions(int from, int to) {
    int relation = graph.relationOf(from);
    int target = graph.relationOf(to);
    int fromIndex = from - graph.relations().get(relation).firstColumn();
    int toIndex = to - graph.relations().get(target).firstColumn();
    List<RexNode> conditions = new ArrayList<>(known.get(relation));
    conditions.addAll(inferred.get(relation));
    for (RexNode condition : conditions) {
      if (RelOptUtil.InputFinder.bits(condition).equals(ImmutableBitSet.of(fromIndex))) {
        add(
            target,
            Columns.replace(condition, column -> new RexInputRef(toIndex, graph.columnType(to))));
      }
    }
  }

  private void splitAlternatives(RexNode condition) {
    if (condition.getKind() != SqlKind.OR) {
      return;
    }
    List<RexNode> alternatives = RelOptUtil.disjunctions(condition);
    for (int relation = 0; relation < graph.relations().size(); relation++) {
      List<RexNode> own = new ArrayList<>();
      for (RexNode alternative : alternatives) {
        List<RexNode> about = about(relation, alternative);
        if (!about.isEmpty()) {
          own.add(RexUtil.composeConjunction(rexBuilder, about));
        }
      }
      if (own.size() == alternatives.size() && graph.relations().get(relation).isInner()) {
        int first = graph.relations().get(relation).firstColumn();
        RexNode any = RexUtil.composeDisjunction(rexBuilder, own);
        for (RexNode part : Conditions.conjuncts(rexBuilder, any)) {
          add(relation, Columns.shift(part, graph.relations().get(relation).node(), -first));
        }
      }
    }
  }

  /** Returns those of the operands of an AND that read one relation only. */
  private List<RexNode> about(int relation, RexNode alternative) {
    List<RexNode> about = new ArrayList<>();
    for (RexNode part : RelOptUtil.conjunctions(alternative)) {
      if (graph.relationsOf(part) == 1L << relation && RexUtil.isDeterministic(part)) {
        about.add(part);
      }
    }
    return about;
  }

  private void add(int relation, RexNode condition) {
    if (!known.get(relation).contains(condition)) {
      inferred.get(relation).add(condition);
    }
  }

  /** Returns conditions over its columns that all rows of a relation meet. */
  private static List<RexNode> conditionsOf(RelNode node) {
    if (node instanceof Filter filter) {
      List<RexNode> conditions = new ArrayList<>(conditionsOf(filter.getInput()));
      for (RexNode condition : RelOptUtil.conjunctions(filter.getCondition())) {
        if (RexUtil.isDeterministic(condition)) {
          conditions.add(condition);
        }
      }
      return conditions;
    }
    return node instanceof Project project ? projected(project) : List.of();
  }

  private static List<RexNode> projected(Project project) {
    List<RexNode> conditions = new ArrayList<>();
    List<Integer> picks = project.getProjects().stream().map(ColumnPicks::index).toList();
    for (RexNode condition : conditionsOf(project.getInput())) {
      ImmutableBitSet used = RelOptUtil.InputFinder.bits(condition);
      if (picks.containsAll(used.asList())) {
        conditions.add(Columns.move(condition, project, picks::indexOf));
      }
    }
    return conditions;
  }
}
