package dev.quern.optimizer.physical;

import dev.quern.optimizer.expressions.ColumnPicks;
import dev.quern.optimizer.expressions.ExpressionTranslator;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.nodes.UnnestNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** Plans UNNEST, alone or of a list of each row of the tables before it. */
final class UnnestPlanner {
  private final PlanningContext context;
  private final PhysicalPlanner planner;

  UnnestPlanner(PlanningContext context, PhysicalPlanner planner) {
    this.context = context;
    this.planner = planner;
  }

  /**
   * A list that is unnested.
   *
   * @param list computes it from the row around
   * @param withPosition whether the position comes after the element
   * @param picks for each output column 0 (the element) or 1 (the position)
   */
  record Unnested(RexNode list, boolean withPosition, List<Integer> picks) {

    /** Returns what a correlation's right side unnests, or null if it is not an UNNEST. */
    static @Nullable Unnested of(RelNode node) {
      if (node instanceof Project project) {
        Unnested input = of(project.getInput());
        List<Integer> picks = project.getProjects().stream().map(ColumnPicks::index).toList();
        return input == null || picks.contains(-1)
            ? null
            : new Unnested(
                input.list(),
                input.withPosition(),
                picks.stream().map(input.picks()::get).toList());
      }
      boolean isOneList =
          node instanceof Uncollect uncollect
              && uncollect.getInput() instanceof Project lists
              && lists.getProjects().size() == 1
              && lists.getInput() instanceof Values values
              && values.tuples.size() == 1;
      if (!isOneList) {
        return null;
      }
      Uncollect uncollect = (Uncollect) node;
      RexNode list = ((Project) uncollect.getInput()).getProjects().get(0);
      boolean isFlat = uncollect.getRowType().getFieldCount() == (uncollect.withOrdinality ? 2 : 1);
      return isFlat
          ? new Unnested(
              list, uncollect.withOrdinality, uncollect.withOrdinality ? List.of(0, 1) : List.of(0))
          : null;
    }
  }

  Planned plan(Correlate correlate, ImmutableBitSet required) {
    Unnested unnested = Unnested.of(correlate.getRight());
    boolean isKnown =
        correlate.getJoinType() == JoinRelType.INNER || correlate.getJoinType() == JoinRelType.LEFT;
    if (unnested == null || !isKnown) {
      throw PlanningContext.unsupported(
          "Correlated sub-query of this form", "at=" + correlate.getRight().getRelTypeName());
    }
    int leftSize = correlate.getLeft().getRowType().getFieldCount();
    RexNode list = overLeft(unnested.list(), correlate);
    ImmutableBitSet leftUsed =
        required
            .intersect(ImmutableBitSet.range(leftSize))
            .union(RelOptUtil.InputFinder.bits(list));
    Planned left = planner.plan(correlate.getLeft(), leftUsed);
    Expression value = new ExpressionTranslator(left::reference).translate(list);
    Planned.Columns columns = Planned.Columns.none(correlate.getRowType().getFieldCount());
    for (int column : required) {
      columns.indexes()[column] =
          column < leftSize
              ? left.index(column)
              : left.schema().size() + 1 + unnested.picks().get(column - leftSize);
    }
    boolean keepEmpty = correlate.getJoinType() == JoinRelType.LEFT;
    Planned rows = unnest(left, value, unnested.withPosition(), keepEmpty);
    return new Planned(
        rows.node(), columns, rows.distribution(), context.estimator().estimate(correlate));
  }

  /** Plans an UNNEST that does not depend on other tables, or refuses the operator by name. */
  Planned planAlone(RelNode node) {
    Unnested unnested = Unnested.of(node);
    if (node instanceof RepeatUnion) {
      throw new QueryException(ErrorCode.UNSUPPORTED, "WITH RECURSIVE is not supported");
    }
    if (unnested == null) {
      throw PlanningContext.unsupported("Relational operator", node.getRelTypeName());
    }
    RelNode oneRow = node;
    while (!(oneRow instanceof Values)) {
      oneRow = oneRow.getInput(0);
    }
    Planned input = planner.plan(oneRow, ImmutableBitSet.of());
    Expression value = new ExpressionTranslator(input::reference).translate(unnested.list());
    Planned rows = unnest(input, value, unnested.withPosition(), false);
    Planned.Columns columns = Planned.Columns.none(unnested.picks().size());
    for (int i = 0; i < unnested.picks().size(); i++) {
      columns.indexes()[i] = input.schema().size() + 1 + unnested.picks().get(i);
    }
    return new Planned(
        rows.node(), columns, rows.distribution(), context.estimator().estimate(node));
  }

  /** Puts out the input's columns, the list, the element and the position if asked. */
  private Planned unnest(Planned input, Expression list, boolean withPosition, boolean keepEmpty) {
    if (!(list.type() instanceof DataType.ListType listType)) {
      throw PlanningContext.unsupported("UNNEST of this type", "type=" + list.type().sqlName());
    }
    List<Expression> expressions = new ArrayList<>();
    List<Field> fields = new ArrayList<>(input.schema().fields());
    for (int i = 0; i < fields.size(); i++) {
      expressions.add(ColumnReference.of(i, fields.get(i)));
    }
    int place = fields.size();
    expressions.add(list);
    fields.add(new Field("list", list.type(), list.nullable()));
    ProjectNode project =
        new ProjectNode(context.nextId(), input.node(), expressions, new Schema(fields));
    context.noted(input.with(project, input.distribution()));
    fields.add(Field.of("element", listType.element()));
    if (withPosition) {
      fields.add(new Field("position", DataTypes.BIGINT, keepEmpty));
    }
    UnnestNode node =
        new UnnestNode(
            context.nextId(), project, place, keepEmpty, withPosition, new Schema(fields));
    return context.noted(input.with(node, input.distribution()));
  }

  private static RexNode overLeft(RexNode node, Correlate correlate) {
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitFieldAccess(RexFieldAccess access) {
            boolean isRowAround =
                access.getReferenceExpr() instanceof RexCorrelVariable variable
                    && variable.id.equals(correlate.getCorrelationId());
            return isRowAround
                ? new RexInputRef(access.getField().getIndex(), access.getType())
                : super.visitFieldAccess(access);
          }
        });
  }
}
