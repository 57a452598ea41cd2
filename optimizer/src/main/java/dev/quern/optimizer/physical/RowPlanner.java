package dev.quern.optimizer.physical;

import dev.quern.optimizer.expressions.ColumnPicks;
import dev.quern.optimizer.expressions.ExpressionTranslator;
import dev.quern.optimizer.expressions.LiteralTranslator;
import dev.quern.parser.analysis.RelTypes;
import dev.quern.plan.errors.Checks;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.FilterNode;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.ValuesNode;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** Plans what looks at one row at a time: scans, filters, projections and constant rows. */
final class RowPlanner {
  private final PlanningContext context;
  private final PhysicalPlanner planner;

  RowPlanner(PlanningContext context, PhysicalPlanner planner) {
    this.context = context;
    this.planner = planner;
  }

  /** Plans a scan that itself leaves out the rows that do not pass {@code condition}. */
  Planned scan(TableScan scan, @Nullable RexNode condition, ImmutableBitSet required) {
    ScanSource source = scan.getTable().unwrap(ScanSource.class);
    if (source == null) {
      throw PlanningContext.unsupported(
          "Table without files", "table=" + scan.getTable().getQualifiedName());
    }
    Schema table = source.tableSchema();
    Checks.check(
        table.size() == scan.getRowType().getFieldCount(),
        "table %s has %s columns in its files but %s in the catalog",
        source.name(),
        table.size(),
        scan.getRowType().getFieldCount());
    Expression filter =
        condition == null
            ? null
            : new ExpressionTranslator(i -> ColumnReference.of(i, table.field(i)))
                .translate(condition);
    Planned.Columns columns = Planned.Columns.none(table.size());
    List<Integer> read = new ArrayList<>();
    for (int column : required) {
      columns.indexes()[column] = read.size();
      read.add(column);
    }
    ScanSource needed = filter == null ? source : context.estimator().pruned(source, filter);
    ScanNode node = new ScanNode(context.nextId(), needed, read, filter, List.of(), -1);
    var estimate =
        condition == null
            ? context.estimator().estimate(scan)
            : context.estimator().filter(scan, condition);
    return new Planned(node, columns, Distribution.ANYWHERE, estimate);
  }

  Planned filter(Filter filter, ImmutableBitSet required) {
    if (filter.getInput() instanceof TableScan scan) {
      return scan(scan, filter.getCondition(), required);
    }
    ImmutableBitSet used = RelOptUtil.InputFinder.bits(filter.getCondition());
    Planned input = planner.plan(filter.getInput(), required.union(used));
    return filter(input, filter.getCondition(), context.estimator().estimate(filter));
  }

  /** Puts a filter on top of planned operators. */
  Planned filter(
      Planned input, RexNode condition, dev.quern.optimizer.statistics.RelationEstimate estimate) {
    Expression translated = new ExpressionTranslator(input::reference).translate(condition);
    FilterNode node = new FilterNode(context.nextId(), input.node(), translated);
    return context.noted(new Planned(node, input.columns(), input.distribution(), estimate));
  }

  Planned project(Project project, ImmutableBitSet required) {
    List<RexNode> expressions = project.getProjects();
    ImmutableBitSet.Builder used = ImmutableBitSet.builder();
    for (int column : required) {
      used.addAll(RelOptUtil.InputFinder.bits(expressions.get(column)));
    }
    Planned input = planner.plan(project.getInput(), used.build());
    Planned.Columns columns = Planned.Columns.none(expressions.size());
    if (isOnlyColumns(expressions, required)) {
      for (int column : required) {
        columns.indexes()[column] = input.index(ColumnPicks.index(expressions.get(column)));
      }
      return new Planned(
          input.node(), columns, input.distribution(), context.estimator().estimate(project));
    }
    List<Expression> translated = new ArrayList<>();
    List<Field> fields = new ArrayList<>();
    List<RelDataTypeField> names = project.getRowType().getFieldList();
    ExpressionTranslator translator = new ExpressionTranslator(input::reference);
    for (int column : required) {
      Expression expression = translator.translate(expressions.get(column));
      columns.indexes()[column] = translated.size();
      fields.add(new Field(names.get(column).getName(), expression.type(), expression.nullable()));
      translated.add(expression);
    }
    PhysicalNode node =
        new ProjectNode(context.nextId(), input.node(), translated, new Schema(fields));
    return new Planned(
        node,
        columns,
        moved(input.distribution(), translated),
        context.estimator().estimate(project));
  }

  Planned values(Values values) {
    RelDataType rowType = values.getRowType();
    List<Field> fields = new ArrayList<>();
    for (RelDataTypeField field : rowType.getFieldList()) {
      fields.add(
          new Field(
              field.getName(), RelTypes.dataType(field.getType()), field.getType().isNullable()));
    }
    List<List<Literal>> rows = new ArrayList<>();
    for (List<RexLiteral> tuple : values.tuples) {
      List<Literal> row = new ArrayList<>();
      for (int i = 0; i < tuple.size(); i++) {
        row.add(LiteralTranslator.translateAs(tuple.get(i), fields.get(i).type()));
      }
      rows.add(row);
    }
    return new Planned(
        new ValuesNode(context.nextId(), rows, new Schema(fields)),
        Planned.Columns.identity(fields.size()),
        Distribution.SINGLE,
        context.estimator().estimate(values));
  }

  /** Drops the columns of an operator that no column of the algebra node is mapped to. */
  static Planned narrow(Planned input, PlanningContext context) {
    int[] indexes = input.columns().indexes();
    Planned.Columns columns = Planned.Columns.none(indexes.length);
    List<Integer> kept = new ArrayList<>();
    for (int column = 0; column < indexes.length; column++) {
      if (indexes[column] >= 0) {
        if (!kept.contains(indexes[column])) {
          kept.add(indexes[column]);
        }
        columns.indexes()[column] = kept.indexOf(indexes[column]);
      }
    }
    if (kept.size() == input.schema().size()) {
      return input;
    }
    List<Expression> references = new ArrayList<>();
    for (int index : kept) {
      references.add(ColumnReference.of(index, input.schema().field(index)));
    }
    Schema schema = input.schema().select(kept);
    ProjectNode node = new ProjectNode(context.nextId(), input.node(), references, schema);
    return context.noted(
        new Planned(node, columns, moved(input.distribution(), references), input.estimate()));
  }

  /** Returns the distribution of rows after a projection: known as long as the columns are kept. */
  static Distribution moved(Distribution distribution, List<Expression> expressions) {
    return distribution.moved(column -> place(expressions, column));
  }

  private static int place(List<Expression> expressions, int column) {
    for (int i = 0; i < expressions.size(); i++) {
      if (expressions.get(i) instanceof ColumnReference reference && reference.index() == column) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isOnlyColumns(List<RexNode> expressions, ImmutableBitSet required) {
    for (int column : required) {
      if (ColumnPicks.index(expressions.get(column)) < 0) {
        return false;
      }
    }
    return true;
  }
}
