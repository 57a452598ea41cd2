package dev.quern.optimizer.physical;

import dev.quern.optimizer.expressions.Casts;
import dev.quern.parser.analysis.RelTypes;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.FilterNode;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.nodes.ValuesNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.util.ImmutableBitSet;

/** Plans UNION ALL; the other set operations have become joins and aggregations before. */
final class SetPlanner {
  private final PlanningContext context;
  private final PhysicalPlanner planner;

  SetPlanner(PlanningContext context, PhysicalPlanner planner) {
    this.context = context;
    this.planner = planner;
  }

  Planned plan(SetOp operation, ImmutableBitSet required) {
    if (!(operation instanceof Union) || !operation.all) {
      throw PlanningContext.unsupported("Set operation", operation.getRelTypeName());
    }
    List<RelDataTypeField> names = operation.getRowType().getFieldList();
    List<Planned> inputs = new ArrayList<>();
    for (var input : operation.getInputs()) {
      inputs.add(aligned(planner.plan(input, required), required, names));
    }
    Schema schema = commonSchema(inputs);
    boolean allSingle = inputs.stream().allMatch(input -> input.distribution().isSingle());
    if (!allSingle && required.isEmpty()) {
      // Rows without columns can't be spread over partitions.
      inputs.replaceAll(context::gather);
      allSingle = true;
    }
    List<PhysicalNode> nodes = new ArrayList<>();
    for (Planned input : inputs) {
      nodes.add((allSingle ? input : spread(input)).node());
    }
    Planned.Columns columns = Planned.Columns.none(names.size());
    int place = 0;
    for (int column : required) {
      columns.indexes()[column] = place++;
    }
    return new Planned(
        new UnionNode(context.nextId(), nodes, schema),
        columns,
        allSingle ? Distribution.SINGLE : Distribution.ANYWHERE,
        context.estimator().estimate(operation));
  }

  /** Returns the required columns in order, in the types of the union's columns. */
  private Planned aligned(Planned input, ImmutableBitSet required, List<RelDataTypeField> names) {
    List<Expression> expressions = new ArrayList<>();
    List<Field> fields = new ArrayList<>();
    boolean isIdentity = input.schema().size() == required.cardinality();
    for (int column : required) {
      DataType type = RelTypes.dataType(names.get(column).getType());
      Expression value = Casts.to(input.reference(column), type);
      isIdentity &=
          value instanceof ColumnReference reference && reference.index() == fields.size();
      fields.add(new Field(names.get(column).getName(), value.type(), value.nullable()));
      expressions.add(value);
    }
    if (isIdentity) {
      return input;
    }
    ProjectNode project =
        new ProjectNode(context.nextId(), input.node(), expressions, new Schema(fields));
    return context.noted(input.with(project, RowPlanner.moved(input.distribution(), expressions)));
  }

  private static Schema commonSchema(List<Planned> inputs) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < inputs.get(0).schema().size(); i++) {
      int column = i;
      Field first = inputs.get(0).schema().field(i);
      boolean nullable = inputs.stream().anyMatch(input -> input.schema().field(column).nullable());
      fields.add(new Field(first.name(), first.type(), nullable));
    }
    return new Schema(fields);
  }

  /** What one task has read alone can't be in a stage of several tasks. */
  private Planned spread(Planned input) {
    if (!input.distribution().isSingle() || isConstant(input.node())) {
      return input;
    }
    List<Integer> columns = IntStream.range(0, input.schema().size()).boxed().toList();
    return context.hash(input, columns);
  }

  /** Constant rows come out of one task only, whatever their stage has. */
  private static boolean isConstant(PhysicalNode node) {
    boolean isRowByRow = node instanceof ProjectNode || node instanceof FilterNode;
    return node instanceof ValuesNode || (isRowByRow && isConstant(node.inputs().get(0)));
  }
}
