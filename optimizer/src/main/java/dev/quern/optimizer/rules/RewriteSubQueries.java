package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Turns sub-queries of expressions into joins: tests among the conditions of a filter into semi and
 * anti joins, other tests into joins that mark the rows, values into joins with aggregations.
 */
final class RewriteSubQueries {
  private final RexBuilder rexBuilder;

  RewriteSubQueries(RexBuilder rexBuilder) {
    this.rexBuilder = rexBuilder;
  }

  /**
   * Returns an equivalent tree without sub-queries.
   *
   * @throws Decorrelator.CannotDecorrelate if one has a form that is not known here
   */
  RelNode apply(RelNode node) {
    RelNode rewritten = withRewrittenInputs(node).accept(new UniqueSubQueries(rexBuilder));
    if (rewritten instanceof Filter filter && RexUtil.SubQueryFinder.containsSubQuery(filter)) {
      return filter(filter.getInput(), filter.getCondition(), filter.getVariablesSet());
    }
    if (rewritten instanceof Project project && RexUtil.SubQueryFinder.containsSubQuery(project)) {
      return project(project);
    }
    if (rewritten instanceof Correlate correlate && !isUnnest(correlate.getRight())) {
      return lateral(correlate);
    }
    if (rewritten instanceof Join join && RexUtil.SubQueryFinder.containsSubQuery(join)) {
      return join(join);
    }
    return rewritten;
  }

  private RelNode withRewrittenInputs(RelNode node) {
    if (node.getInputs().isEmpty()) {
      return node;
    }
    List<RelNode> inputs = new ArrayList<>();
    for (RelNode input : node.getInputs()) {
      inputs.add(apply(input));
    }
    return inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
  }

  private RelNode filter(RelNode input, RexNode condition, Set<CorrelationId> variables) {
    SubQueryJoins joins = new SubQueryJoins(input, correlation(variables));
    List<RexNode> remaining = new ArrayList<>();
    for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
      boolean negated = conjunct.getKind() == SqlKind.NOT;
      RexNode test = negated ? operand(conjunct) : conjunct;
      if (isTest(test)) {
        joins.keepIf(withValuesAsOperands((RexSubQuery) test, joins), negated);
      } else {
        remaining.add(withValues(conjunct, joins));
      }
    }
    return picked(Conditions.filter(joins.rows(), remaining), input.getRowType());
  }

  private RelNode project(Project project) {
    SubQueryJoins joins =
        new SubQueryJoins(project.getInput(), correlation(project.getVariablesSet()));
    List<RexNode> expressions =
        project.getProjects().stream()
            .map(node -> Columns.typed(rexBuilder, node.getType(), withValues(node, joins)))
            .toList();
    return LogicalProject.create(
        joins.rows(), List.of(), expressions, project.getRowType().getFieldNames(), Set.of());
  }

  /** Joins each row with the rows of a sub-query in FROM that refers to it. */
  private RelNode lateral(Correlate correlate) {
    JoinRelType type = correlate.getJoinType();
    if (type != JoinRelType.INNER && type != JoinRelType.LEFT) {
      throw new Decorrelator.CannotDecorrelate(correlate);
    }
    SubQueryJoins joins =
        new SubQueryJoins(correlate.getLeft(), new Correlation(correlate.getCorrelationId()));
    List<RexNode> columns = Uncorrelated.columns(correlate.getLeft());
    List<RexNode> all = new ArrayList<>(columns);
    List<RexNode> added = joins.addRows(correlate.getRight(), type);
    for (int i = 0; i < added.size(); i++) {
      RelDataType wanted = correlate.getRowType().getFieldList().get(columns.size() + i).getType();
      all.add(rexBuilder.ensureType(wanted, added.get(i), true));
    }
    return LogicalProject.create(
        joins.rows(), List.of(), all, correlate.getRowType().getFieldNames(), Set.of());
  }

  private static boolean isUnnest(RelNode node) {
    return node instanceof Uncollect
        || (node instanceof Project project && isUnnest(project.getInput()));
  }

  /** An inner join's condition is the same as a filter on all pairs. */
  private RelNode join(Join join) {
    if (join.getJoinType() != JoinRelType.INNER) {
      return outerJoin(join);
    }
    RelNode pairs =
        LogicalJoin.create(
            join.getLeft(),
            join.getRight(),
            List.of(),
            rexBuilder.makeLiteral(true),
            Set.of(),
            JoinRelType.INNER);
    return filter(pairs, join.getCondition(), join.getVariablesSet());
  }

  private RelNode outerJoin(Join join) {
    OuterJoinSubQueries ofOneSide = new OuterJoinSubQueries(join);
    RexNode condition = withRewrittenQueries(join.getCondition());
    if (ofOneSide.canRewrite(condition)) {
      return ofOneSide.rewrite(condition);
    }
    if (join.getJoinType() == JoinRelType.FULL) {
      throw new Decorrelator.CannotDecorrelate(join);
    }
    OuterJoinPairs pairs =
        new OuterJoinPairs(join, columnsReadBy(condition, join.getVariablesSet()));
    return pairs.joined(filter(pairs.pairs(), condition, join.getVariablesSet()));
  }

  private static ImmutableBitSet columnsReadBy(RexNode condition, Set<CorrelationId> variables) {
    ImmutableBitSet.Builder columns = ImmutableBitSet.builder();
    columns.addAll(RelOptUtil.InputFinder.bits(condition));
    condition.accept(
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            for (CorrelationId id : variables) {
              new Correlation(id).columnsUsedIn(subQuery.rel).forEach(columns::set);
            }
            return super.visitSubQuery(subQuery);
          }
        });
    return columns.build();
  }

  /** Returns the expression with the values of its sub-queries, which {@code joins} provides. */
  private RexNode withValues(RexNode expression, SubQueryJoins joins) {
    return expression.accept(
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            return joins.add(withValuesAsOperands(subQuery, joins));
          }
        });
  }

  /** What a sub-query compares may have sub-queries itself. */
  private RexSubQuery withValuesAsOperands(RexSubQuery subQuery, SubQueryJoins joins) {
    List<RexNode> operands =
        subQuery.getOperands().stream().map(operand -> withValues(operand, joins)).toList();
    return withRewrittenQuery(subQuery.clone(subQuery.getType(), operands));
  }

  private RexNode withRewrittenQueries(RexNode expression) {
    return expression.accept(
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            return withRewrittenQuery(subQuery);
          }
        });
  }

  private RexSubQuery withRewrittenQuery(RexSubQuery subQuery) {
    return subQuery.clone(apply(subQuery.rel));
  }

  private static boolean isTest(RexNode node) {
    return node instanceof RexSubQuery && node.getKind() != SqlKind.SCALAR_QUERY;
  }

  private static RexNode operand(RexNode negation) {
    return ((RexCall) negation).getOperands().get(0);
  }

  private static Correlation correlation(Set<CorrelationId> variables) {
    return new Correlation(variables.isEmpty() ? null : variables.iterator().next());
  }

  private RelNode picked(RelNode rows, RelDataType rowType) {
    if (rows.getRowType().getFieldCount() == rowType.getFieldCount()) {
      return rows;
    }
    List<RexNode> picks = Uncorrelated.columns(rows).subList(0, rowType.getFieldCount());
    return LogicalProject.create(rows, List.of(), picks, rowType.getFieldNames(), Set.of());
  }

  /** Returns whether the tree has a sub-query in an expression or one that refers to its row. */
  static boolean isNeeded(RelNode node) {
    boolean hasOne =
        (node instanceof Filter filter && RexUtil.SubQueryFinder.containsSubQuery(filter))
            || (node instanceof Project project && RexUtil.SubQueryFinder.containsSubQuery(project))
            || (node instanceof Correlate correlate && !isUnnest(correlate.getRight()))
            || (node instanceof Join join && RexUtil.SubQueryFinder.containsSubQuery(join));
    return hasOne || node.getInputs().stream().anyMatch(RewriteSubQueries::isNeeded);
  }
}
