package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.IntFunction;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalIntersect;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalMinus;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Computes a sub-query of nearly any form for all rows around at once. The <i>domain</i> is the set
 * of different values to which the sub-query can refer; it is joined with the tables of the
 * sub-query and then carried along by every operator as further columns, which come last.
 *
 * <pre>
 * sub-query(row)  -&gt;  { (result row, d) | d in domain, result row in sub-query(d) }
 * </pre>
 */
final class DomainDecorrelator {
  private final Correlation correlation;
  private final RexBuilder rexBuilder;
  private final List<Integer> outerColumns;
  private final RelNode domain;
  private final RelNode rows;

  /**
   * @param rows the rows around
   * @param query the sub-query
   */
  DomainDecorrelator(Correlation correlation, RelNode rows, RelNode query) {
    this.correlation = correlation;
    this.rexBuilder = rows.getCluster().getRexBuilder();
    this.rows = rows;
    SortedSet<Integer> used = correlation.columnsUsedIn(query);
    this.outerColumns = List.copyOf(used);
    List<RexNode> picks =
        outerColumns.stream()
            .map(column -> (RexNode) rexBuilder.makeInputRef(rows, column))
            .toList();
    RelNode values = LogicalProject.create(rows, List.of(), picks, (List<String>) null, Set.of());
    this.domain =
        LogicalAggregate.create(
            values, List.of(), ImmutableBitSet.range(picks.size()), null, List.of());
  }

  /**
   * Returns the sub-query's rows for all values of the domain.
   *
   * @param isTotal whether the sub-query has exactly one row for each
   */
  Uncorrelated decorrelate(RelNode query, boolean isTotal) {
    RelNode node = extended(query);
    int size = query.getRowType().getFieldCount();
    List<RexNode> conditions = new ArrayList<>();
    for (int i = 0; i < outerColumns.size(); i++) {
      RexNode around = correlation.reference(rexBuilder, rows, outerColumns.get(i));
      conditions.add(DomainJoins.same(rexBuilder, around, rexBuilder.makeInputRef(node, size + i)));
    }
    return new Uncorrelated(node, conditions, Uncorrelated.columns(node).subList(0, size), isTotal);
  }

  int domainSize() {
    return outerColumns.size();
  }

  RelNode domain() {
    return domain;
  }

  boolean isUsedIn(RelNode node) {
    return correlation.isUsedIn(node);
  }

  /** Returns {@code node} with the columns of the domain after its own. */
  RelNode extended(RelNode node) {
    if (!correlation.isUsedIn(node)) {
      return LogicalJoin.create(
          node, domain, List.of(), rexBuilder.makeLiteral(true), Set.of(), JoinRelType.INNER);
    }
    if (node instanceof Filter filter) {
      RelNode input = extended(filter.getInput());
      return LogicalFilter.create(
          input, resolved(filter.getCondition(), input, width(filter.getInput())));
    }
    if (node instanceof Project project) {
      return project(project);
    }
    if (node instanceof Join join) {
      return new DomainJoins(this, rexBuilder).extended(join);
    }
    if (node instanceof Aggregate aggregate) {
      return new DomainAggregates(this, rexBuilder).extended(aggregate);
    }
    if (node instanceof SetOp operation) {
      return setOperation(operation);
    }
    if (node instanceof Sort sort) {
      RelNode input = extended(sort.getInput());
      return sort.fetch == null && sort.offset == null
          ? input
          : new DomainLimits(rexBuilder).limited(sort, input);
    }
    throw new Decorrelator.CannotDecorrelate(node);
  }

  /**
   * Returns an expression over an input that was extended by the domain after {@code size} columns.
   */
  RexNode resolved(RexNode node, RelNode extended, int size) {
    return resolved(
        node,
        domain -> rexBuilder.makeInputRef(extended, size + domain),
        column -> rexBuilder.makeInputRef(extended, column));
  }

  /** Returns the expression with its references to the domain's columns and others replaced. */
  RexNode resolved(RexNode node, IntFunction<RexNode> domainColumn, IntFunction<RexNode> column) {
    return correlation.resolve(
        node, outer -> domainColumn.apply(outerColumns.indexOf(outer)), column);
  }

  private RelNode project(Project project) {
    RelNode input = extended(project.getInput());
    int size = width(project.getInput());
    List<RexNode> domainColumns = Uncorrelated.columns(input).subList(size, size + domainSize());
    List<RexNode> expressions = new ArrayList<>();
    for (RexNode expression : project.getProjects()) {
      RexNode resolved = resolved(expression, input, size);
      expressions.add(new DomainLimits(rexBuilder).perDomainValue(resolved, domainColumns));
    }
    expressions.addAll(domainColumns);
    return LogicalProject.create(input, List.of(), expressions, (List<String>) null, Set.of());
  }

  private RelNode setOperation(SetOp operation) {
    List<RelNode> inputs = operation.getInputs().stream().map(this::extended).toList();
    if (operation instanceof Intersect) {
      return LogicalIntersect.create(inputs, operation.all);
    }
    return operation instanceof Minus
        ? LogicalMinus.create(inputs, operation.all)
        : LogicalUnion.create(inputs, operation.all);
  }

  static int width(RelNode node) {
    return node.getRowType().getFieldCount();
  }
}
