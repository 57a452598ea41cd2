package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/**
 * Takes the conditions that refer to the row around a sub-query out of it, so that they become the
 * condition of a join. Knows the forms that people write, which run fastest like this; anything
 * else is left to {@link DomainDecorrelator} by a {@link CannotDecorrelate}.
 */
final class Decorrelator {
  private final Correlation correlation;
  private final RexBuilder rexBuilder;
  private final boolean onlyExistence;

  /**
   * @param onlyExistence whether it only matters if there is a row, not how many
   */
  Decorrelator(Correlation correlation, RexBuilder rexBuilder, boolean onlyExistence) {
    this.correlation = correlation;
    this.rexBuilder = rexBuilder;
    this.onlyExistence = onlyExistence;
  }

  Uncorrelated decorrelate(RelNode node) {
    if (!correlation.isUsedIn(node)) {
      return Uncorrelated.asIs(node);
    }
    if (node instanceof Filter filter) {
      return filter(filter);
    }
    if (node instanceof Project project && !project.containsOver()) {
      Uncorrelated input = decorrelate(project.getInput());
      List<RexNode> outputs = project.getProjects().stream().map(input::translate).toList();
      return new Uncorrelated(input.node(), input.conditions(), outputs, input.isTotal());
    }
    if (node instanceof Aggregate aggregate && aggregate.getGroupType() == Aggregate.Group.SIMPLE) {
      Decorrelator below = new Decorrelator(correlation, rexBuilder, false);
      return new AggregateDecorrelator(correlation, rexBuilder)
          .decorrelate(aggregate, below.decorrelate(aggregate.getInput()));
    }
    if (node instanceof Join join) {
      return join(join);
    }
    if (node instanceof Sort sort && isNeedless(sort)) {
      return decorrelate(sort.getInput());
    }
    throw new CannotDecorrelate(node);
  }

  private Uncorrelated filter(Filter filter) {
    Uncorrelated input = decorrelate(filter.getInput());
    List<RexNode> inside = new ArrayList<>();
    List<RexNode> outside = new ArrayList<>(input.conditions());
    for (RexNode conjunct : Conditions.conjuncts(rexBuilder, filter.getCondition())) {
      RexNode translated = input.translate(conjunct);
      (correlation.isUsedIn(translated) ? outside : inside).add(translated);
    }
    if (input.isTotal()) {
      // A row that the filter drops would come back as the row of an aggregation over nothing.
      throw new CannotDecorrelate(filter);
    }
    RelNode filtered = Conditions.filter(input.node(), inside);
    return new Uncorrelated(filtered, outside, input.outputs(), false);
  }

  private Uncorrelated join(Join join) {
    boolean asInner =
        join.getJoinType() == JoinRelType.INNER
            || (join.getJoinType() == JoinRelType.SEMI && onlyExistence);
    if (asInner) {
      return innerJoin(join);
    }
    boolean keepsLeftRows =
        join.getJoinType() == JoinRelType.LEFT
            || join.getJoinType() == JoinRelType.SEMI
            || join.getJoinType() == JoinRelType.ANTI;
    if (!keepsLeftRows
        || correlation.isUsedIn(join.getRight())
        || correlation.isUsedIn(join.getCondition())) {
      throw new CannotDecorrelate(join);
    }
    return leftOfJoin(join);
  }

  /** The left side's conditions can be tested after the join as well as before. */
  private Uncorrelated leftOfJoin(Join join) {
    Uncorrelated left = decorrelate(join.getLeft());
    int leftSize = left.node().getRowType().getFieldCount();
    int originalSize = join.getLeft().getRowType().getFieldCount();
    List<RexNode> outputs = new ArrayList<>(left.outputs());
    int rightSize = join.getRight().getRowType().getFieldCount();
    List<RexNode> right = Uncorrelated.columns(join.getRight());
    RexNode condition =
        Columns.replace(
            join.getCondition(),
            column ->
                column < originalSize
                    ? left.outputs().get(column)
                    : rexBuilder.makeInputRef(
                        right.get(column - originalSize).getType(),
                        leftSize + column - originalSize));
    if (left.isTotal() || correlation.isUsedIn(condition)) {
      throw new CannotDecorrelate(join);
    }
    RelNode joined =
        LogicalJoin.create(
            left.node(), join.getRight(), List.of(), condition, Set.of(), join.getJoinType());
    for (int i = 0; join.getJoinType().projectsRight() && i < rightSize; i++) {
      outputs.add(rexBuilder.makeInputRef(joined, leftSize + i));
    }
    return new Uncorrelated(joined, left.conditions(), outputs, false);
  }

  private Uncorrelated innerJoin(Join join) {
    Uncorrelated left = decorrelate(join.getLeft());
    Uncorrelated right = decorrelate(join.getRight());
    if (left.isTotal() || right.isTotal()) {
      throw new CannotDecorrelate(join);
    }
    int leftSize = left.node().getRowType().getFieldCount();
    RelNode cross =
        LogicalJoin.create(
            left.node(),
            right.node(),
            List.of(),
            rexBuilder.makeLiteral(true),
            Set.of(),
            JoinRelType.INNER);
    List<RexNode> outputs = new ArrayList<>(left.outputs());
    List<RexNode> outside = new ArrayList<>(left.conditions());
    right.outputs().forEach(output -> outputs.add(Columns.shift(output, cross, leftSize)));
    right.conditions().forEach(condition -> outside.add(Columns.shift(condition, cross, leftSize)));
    List<RexNode> inside = new ArrayList<>();
    for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
      RexNode translated = Columns.replace(conjunct, outputs::get);
      (correlation.isUsedIn(translated) ? outside : inside).add(translated);
    }
    List<RexNode> visible = join.getJoinType() == JoinRelType.SEMI ? left.outputs() : outputs;
    return new Uncorrelated(Conditions.filter(cross, inside), outside, visible, false);
  }

  /** Without a limit an order changes nothing, nor does a limit if one row is as good as many. */
  private boolean isNeedless(Sort sort) {
    if (sort.offset != null) {
      return false;
    }
    return sort.fetch == null
        || (onlyExistence
            && sort.fetch instanceof RexLiteral limit
            && RexLiteral.longValue(limit) > 0);
  }

  /** Tells that a sub-query has a form that is not known here. */
  static final class CannotDecorrelate extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotDecorrelate(RelNode node) {
      super(node.getRelTypeName());
    }
  }
}
