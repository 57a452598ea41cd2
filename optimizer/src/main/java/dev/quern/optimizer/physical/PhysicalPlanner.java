package dev.quern.optimizer.physical;

import dev.quern.optimizer.statistics.Estimator;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.stages.Estimate;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the operators of a whole query from the root down: each algebra node is planned together
 * with the set of its columns that the node above it needs. One class for each family of operators
 * does the work.
 */
public final class PhysicalPlanner {
  private final PlanningContext context;
  private final RowPlanner rows;
  private final AggregatePlanner aggregates;
  private final JoinPlanner joins;
  private final SortPlanner sorts;
  private final SetPlanner sets;
  private final WindowPlanner windows;
  private final UnnestPlanner unnests;

  /**
   * @param deadline throws when planning has taken too long
   */
  public PhysicalPlanner(
      OptimizerSettings settings,
      Estimator estimator,
      org.apache.calcite.rex.RexBuilder rexBuilder,
      Runnable deadline) {
    this.context = new PlanningContext(settings, estimator, rexBuilder, deadline);
    this.rows = new RowPlanner(context, this);
    this.aggregates = new AggregatePlanner(context, this);
    this.joins = new JoinPlanner(context, this);
    this.sorts = new SortPlanner(context, this);
    this.sets = new SetPlanner(context, this);
    this.windows = new WindowPlanner(context, this);
    this.unnests = new UnnestPlanner(context, this);
  }

  /**
   * Returns the operators of a query.
   *
   * @param output for each result column, in order, its name and the column of {@code root}
   * @param target where the rows are written to instead of being the result, or null
   */
  public PhysicalNode plan(
      RelNode root, List<Map.Entry<Integer, String>> output, @Nullable WriteTarget target) {
    ImmutableBitSet required = ImmutableBitSet.of(output.stream().map(Map.Entry::getKey).toList());
    Planned named = rename(plan(root, required), output);
    return target == null ? named.node() : new WritePlanner(context).plan(named, target).node();
  }

  /** Returns the expected output of each operator made so far, by its id. */
  public Map<Integer, Estimate> estimates() {
    return context.estimates();
  }

  /** Plans a node of which only the {@code required} columns are used. */
  Planned plan(RelNode node, ImmutableBitSet required) {
    return context.noted(dispatch(node, required));
  }

  private Planned dispatch(RelNode node, ImmutableBitSet required) {
    if (node instanceof TableScan scan) {
      return rows.scan(scan, null, required);
    }
    if (node instanceof Filter filter) {
      return rows.filter(filter, required);
    }
    if (node instanceof Project project) {
      return project.containsOver()
          ? windows.plan(project, required)
          : rows.project(project, required);
    }
    if (node instanceof Values values) {
      return rows.values(values);
    }
    if (node instanceof Aggregate aggregate) {
      return aggregates.plan(aggregate, required);
    }
    if (node instanceof Join join) {
      return joins.plan(join, required);
    }
    if (node instanceof Sort sort) {
      return sorts.plan(sort, required);
    }
    if (node instanceof SetOp setOperation) {
      return sets.plan(setOperation, required);
    }
    return node instanceof Correlate correlate
        ? unnests.plan(correlate, required)
        : unnests.planAlone(node);
  }

  /** Puts the result columns in order under the names that the user gave them. */
  private Planned rename(Planned input, List<Map.Entry<Integer, String>> output) {
    List<Expression> expressions = new ArrayList<>();
    List<Field> fields = new ArrayList<>();
    for (Map.Entry<Integer, String> column : output) {
      ColumnReference reference = input.reference(column.getKey());
      expressions.add(reference);
      fields.add(new Field(column.getValue(), reference.type(), reference.nullable()));
    }
    Schema schema = new Schema(fields);
    if (schema.equals(input.schema()) && isIdentity(expressions)) {
      return input;
    }
    ProjectNode project = new ProjectNode(context.nextId(), input.node(), expressions, schema);
    Planned.Columns columns = Planned.Columns.none(input.columns().indexes().length);
    for (int i = 0; i < output.size(); i++) {
      columns.indexes()[output.get(i).getKey()] = i;
    }
    Distribution distribution = RowPlanner.moved(input.distribution(), expressions);
    return context.noted(new Planned(project, columns, distribution, input.estimate()));
  }

  private static boolean isIdentity(List<Expression> expressions) {
    for (int i = 0; i < expressions.size(); i++) {
      if (!(expressions.get(i) instanceof ColumnReference column) || column.index() != i) {
        return false;
      }
    }
    return true;
  }
}
