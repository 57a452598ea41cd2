package dev.quern.optimizer.statistics;

import dev.quern.optimizer.expressions.ExpressionTranslator;
import dev.quern.parser.analysis.RelTypes;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.FilePruner;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.statistics.TableStatistics;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the output of algebra nodes from the statistics of their tables. Remembers every node
 * it has seen. Not thread-safe.
 */
public final class Estimator {
  private static final double UNKNOWN_TABLE_ROWS = 100_000;

  private final PrunedScans prunedScans;
  private final IdentityHashMap<RelNode, RelationEstimate> known = new IdentityHashMap<>();

  public Estimator(FilePruner pruner) {
    this.prunedScans = new PrunedScans(pruner);
  }

  /** Returns the estimate of the output of {@code node}. */
  public RelationEstimate estimate(RelNode node) {
    RelationEstimate estimate = known.get(node);
    if (estimate == null) {
      estimate = compute(node);
      known.put(node, estimate);
    }
    return estimate;
  }

  /** Returns the source without the files that cannot hold a row for which the filter is true. */
  public ScanSource pruned(ScanSource source, Expression filter) {
    return prunedScans.pruned(source, filter);
  }

  /** Returns the estimate of a table's rows that pass {@code condition}. */
  public RelationEstimate filter(TableScan scan, RexNode condition) {
    RelationEstimate input = estimate(scan);
    ScanSource source = scan.getTable().unwrap(ScanSource.class);
    Expression translated = translate(condition, scan.getRowType());
    if (source == null || source.partitionSchema().size() == 0 || translated == null) {
      return filter(input, scan.getRowType(), condition);
    }
    RelationEstimate rest = input.withRows(input.rows() * prunedScans.share(source, translated));
    List<Expression> undecided = PrunedScans.undecided(source, translated);
    return undecided.isEmpty() ? rest : Selectivity.filter(rest, Expressions.and(undecided));
  }

  /** Returns the estimate of the rows of {@code input} that pass {@code condition}. */
  public RelationEstimate filter(RelationEstimate input, RelDataType rowType, RexNode condition) {
    Expression translated = translate(condition, rowType);
    return translated == null
        ? input.withRows(input.rows() / 4)
        : Selectivity.filter(input, translated);
  }

  private RelationEstimate compute(RelNode node) {
    if (node instanceof TableScan scan) {
      return table(scan);
    }
    if (node instanceof Filter filter && filter.getInput() instanceof TableScan scan) {
      return filter(scan, filter.getCondition());
    }
    if (node instanceof Filter filter) {
      RelationEstimate input = estimate(filter.getInput());
      return filter(input, filter.getInput().getRowType(), filter.getCondition());
    }
    if (node instanceof Project project) {
      return project(project);
    }
    if (node instanceof Join join) {
      return JoinEstimate.of(estimate(join.getLeft()), estimate(join.getRight()), join);
    }
    if (node instanceof Aggregate aggregate) {
      return aggregate(aggregate);
    }
    if (node instanceof Sort sort) {
      RelationEstimate input = estimate(sort.getInput());
      return sort.fetch instanceof RexLiteral fetch
          ? input.withRows(Math.min(input.rows(), (double) RexLiteral.longValue(fetch)))
          : input;
    }
    if (node instanceof Union || node instanceof Intersect || node instanceof Minus) {
      return setOperation(node);
    }
    if (node instanceof Values values) {
      return unknown(values.getRowType(), values.tuples.size());
    }
    double rows = node.getInputs().isEmpty() ? 1 : estimate(node.getInput(0)).rows();
    return unknown(node.getRowType(), rows);
  }

  private static RelationEstimate table(TableScan scan) {
    TableStatistics statistics = scan.getTable().unwrap(TableStatistics.class);
    List<RelDataTypeField> fields = scan.getRowType().getFieldList();
    if (statistics == null || statistics.rowCount() < 0) {
      return unknown(scan.getRowType(), UNKNOWN_TABLE_ROWS);
    }
    double rows = statistics.rowCount();
    List<ColumnEstimate> columns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      ColumnStatistics column =
          i < statistics.columns().size() ? statistics.columns().get(i) : ColumnStatistics.UNKNOWN;
      columns.add(ColumnEstimate.of(column, RelTypes.dataType(fields.get(i).getType()), rows));
    }
    return new RelationEstimate(rows, columns);
  }

  private RelationEstimate project(Project project) {
    RelationEstimate input = estimate(project.getInput());
    RelDataType inputType = project.getInput().getRowType();
    List<ColumnEstimate> columns = new ArrayList<>();
    for (RexNode expression : project.getProjects()) {
      columns.add(value(input, translate(expression, inputType), expression.getType()));
    }
    return new RelationEstimate(input.rows(), columns);
  }

  private static ColumnEstimate value(
      RelationEstimate input, @Nullable Expression expression, RelDataType type) {
    if (expression instanceof Cast cast) {
      return value(input, cast.operand(), type);
    }
    if (expression instanceof ColumnReference column) {
      return input.column(column.index());
    }
    if (expression instanceof Literal literal) {
      return ColumnEstimate.constant(literal);
    }
    if (expression == null) {
      return ColumnEstimate.unknown(RelTypes.dataType(type), input.rows() / 10);
    }
    double periods = DatePeriods.distinctCount(expression, input);
    if (periods > 0) {
      return ColumnEstimate.unknown(expression.type(), Math.min(periods, input.rows()));
    }
    double distinct = 1;
    for (int column : Expressions.columns(expression)) {
      distinct *= input.column(column).distinctCount();
    }
    return ColumnEstimate.unknown(expression.type(), Math.min(distinct, input.rows()));
  }

  private RelationEstimate aggregate(Aggregate aggregate) {
    RelationEstimate input = estimate(aggregate.getInput());
    double rows = 0;
    for (ImmutableBitSet set : aggregate.getGroupSets()) {
      rows += groups(input, set);
    }
    List<ColumnEstimate> columns = new ArrayList<>();
    for (int key : aggregate.getGroupSet()) {
      columns.add(
          input.column(key).withDistinctCount(Math.min(input.column(key).distinctCount(), rows)));
    }
    List<RelDataTypeField> fields = aggregate.getRowType().getFieldList();
    for (int i = columns.size(); i < fields.size(); i++) {
      columns.add(ColumnEstimate.unknown(RelTypes.dataType(fields.get(i).getType()), rows));
    }
    return new RelationEstimate(rows, columns);
  }

  /** Returns the number of different combinations of values of the columns. */
  static double groups(RelationEstimate input, Iterable<Integer> keys) {
    double groups = 1;
    for (int key : keys) {
      ColumnEstimate column = input.column(key);
      groups *= column.distinctCount() + (column.nullFraction() > 0 ? 1 : 0);
    }
    return Math.max(1, Math.min(groups, input.rows()));
  }

  private RelationEstimate setOperation(RelNode node) {
    RelationEstimate first = estimate(node.getInput(0));
    double rows = first.rows();
    for (RelNode other : node.getInputs().subList(1, node.getInputs().size())) {
      double otherRows = estimate(other).rows();
      rows =
          node instanceof Union
              ? rows + otherRows
              : node instanceof Intersect ? Math.min(rows, otherRows) : rows;
    }
    return new RelationEstimate(rows, first.columns());
  }

  private static RelationEstimate unknown(RelDataType rowType, double rows) {
    List<ColumnEstimate> columns = new ArrayList<>();
    for (RelDataTypeField field : rowType.getFieldList()) {
      columns.add(
          ColumnEstimate.unknown(RelTypes.dataType(field.getType()), Math.max(1, rows / 10)));
    }
    return new RelationEstimate(rows, columns);
  }

  /** Returns the plan's form of a condition, or null if it has none yet (a sub-query for one). */
  static @Nullable Expression translate(RexNode node, RelDataType inputType) {
    List<RelDataTypeField> fields = inputType.getFieldList();
    try {
      return new ExpressionTranslator(
              i ->
                  new ColumnReference(
                      i,
                      RelTypes.dataType(fields.get(i).getType()),
                      fields.get(i).getType().isNullable()))
          .translate(node);
    } catch (QueryException e) {
      // Only an estimate is lost here; the physical planner refuses what can't be run.
      return null;
    }
  }
}
