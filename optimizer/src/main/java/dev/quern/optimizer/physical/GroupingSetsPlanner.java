package dev.quern.optimizer.physical;

import dev.quern.optimizer.statistics.ColumnEstimate;
import dev.quern.optimizer.statistics.RelationEstimate;
import dev.quern.parser.analysis.RelTypes;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Case;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.ExpandNode;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.nodes.ValuesNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Plans GROUPING SETS, ROLLUP and CUBE: every row is repeated for each set, with the number of the
 * set and nulls for the keys that the set lacks; keys and number are then grouped by.
 *
 * <p>The empty set has a row even if there is no input. For its sake one row of nulls is added that
 * no aggregate counts.
 */
final class GroupingSetsPlanner {
  private final PlanningContext context;
  private final AggregatePlanner aggregates;

  GroupingSetsPlanner(PlanningContext context, AggregatePlanner aggregates) {
    this.context = context;
    this.aggregates = aggregates;
  }

  Planned plan(
      Aggregate aggregate,
      Planned input,
      List<Integer> calls,
      ImmutableBitSet required,
      RelationEstimate estimate) {
    int keyCount = aggregate.getGroupCount();
    Planned expanded = expand(aggregate, input);
    int present = expanded.schema().size() - 1;
    List<AggregateCall> counted = new ArrayList<>();
    for (AggregateCall call : aggregates.calls(aggregate, expanded, calls)) {
      counted.add(call.filterColumn() >= 0 ? call : withFilter(call, present));
    }
    List<Integer> keys = IntStream.rangeClosed(0, keyCount).boxed().toList();
    Planned grouped =
        aggregates.group(expanded, keys, counted, estimate, keyEstimates(aggregate, estimate));
    return finish(aggregate, grouped, calls, required);
  }

  /**
   * Returns the estimates of the keys and the number of the set. A key that a set lacks is null in
   * all its rows: alone it does not tell them apart.
   */
  private static List<ColumnEstimate> keyEstimates(Aggregate aggregate, RelationEstimate estimate) {
    List<ColumnEstimate> columns = new ArrayList<>();
    int place = 0;
    for (int key : aggregate.getGroupSet()) {
      ColumnEstimate column = estimate.column(place++);
      boolean isInAll = aggregate.getGroupSets().stream().allMatch(set -> set.get(key));
      columns.add(isInAll ? column : column.withDistinctCount(1));
    }
    columns.add(ColumnEstimate.unknown(DataTypes.INTEGER, aggregate.getGroupSets().size()));
    return columns;
  }

  /**
   * Puts out the keys, the number of the set, the input's columns, and that the row is a real one.
   */
  private Planned expand(Aggregate aggregate, Planned input) {
    List<Field> fields = new ArrayList<>();
    for (int key : aggregate.getGroupSet()) {
      Field field = input.schema().field(input.index(key));
      fields.add(new Field(field.name(), field.type(), true));
    }
    fields.add(new Field("grouping_set", DataTypes.INTEGER, false));
    int firstInput = fields.size();
    fields.addAll(input.schema().asNullable().fields());
    fields.add(new Field("present", DataTypes.BOOLEAN, false));
    Schema schema = new Schema(fields);
    List<List<Expression>> projections = new ArrayList<>();
    for (int set = 0; set < aggregate.getGroupSets().size(); set++) {
      projections.add(projection(aggregate, set, input));
    }
    PhysicalNode node = new ExpandNode(context.nextId(), input.node(), projections, schema);
    int emptySet = aggregate.getGroupSets().indexOf(ImmutableBitSet.of());
    if (emptySet >= 0) {
      ValuesNode nothing =
          new ValuesNode(
              context.nextId(), List.of(rowOfNulls(schema, emptySet, aggregate)), schema);
      node = new UnionNode(context.nextId(), List.of(node, nothing), schema);
    }
    Planned.Columns columns = Planned.Columns.none(input.columns().indexes().length);
    for (int i = 0; i < columns.indexes().length; i++) {
      columns.indexes()[i] = input.has(i) ? firstInput + input.index(i) : -1;
    }
    Distribution distribution =
        input.distribution().isSingle() ? Distribution.SINGLE : Distribution.ANYWHERE;
    double rows = input.rows() * aggregate.getGroupSets().size();
    return context.noted(new Planned(node, columns, distribution, input.estimate().atRows(rows)));
  }

  private static List<Expression> projection(Aggregate aggregate, int set, Planned input) {
    List<Expression> projection = new ArrayList<>();
    for (int key : aggregate.getGroupSet()) {
      ColumnReference reference = input.reference(key);
      boolean isInSet = aggregate.getGroupSets().get(set).get(key);
      projection.add(isInSet ? reference : Literal.ofNull(reference.type()));
    }
    projection.add(new Literal((long) set, DataTypes.INTEGER));
    for (int i = 0; i < input.schema().size(); i++) {
      projection.add(ColumnReference.of(i, input.schema().field(i)));
    }
    projection.add(Literal.of(true));
    return projection;
  }

  private static List<Literal> rowOfNulls(Schema schema, int set, Aggregate aggregate) {
    List<Literal> row = new ArrayList<>();
    for (Field field : schema.fields()) {
      row.add(Literal.ofNull(field.type()));
    }
    row.set(aggregate.getGroupCount(), new Literal((long) set, DataTypes.INTEGER));
    row.set(schema.size() - 1, Literal.of(false));
    return row;
  }

  private static AggregateCall withFilter(AggregateCall call, int filterColumn) {
    return new AggregateCall(
        call.function(),
        call.arguments(),
        filterColumn,
        call.distinct(),
        call.order(),
        call.result(),
        call.argumentFields(),
        call.stateFields());
  }

  private Planned finish(
      Aggregate aggregate, Planned grouped, List<Integer> calls, ImmutableBitSet required) {
    int keyCount = aggregate.getGroupCount();
    List<Expression> expressions = new ArrayList<>();
    List<Field> fields = new ArrayList<>();
    for (int column : required) {
      Expression value =
          column < keyCount
              ? reference(grouped, column)
              : result(aggregate, grouped, calls, column - keyCount);
      expressions.add(value);
      String name = aggregate.getRowType().getFieldList().get(column).getName();
      fields.add(new Field(name, value.type(), value.nullable()));
    }
    return aggregates.project(
        grouped, required, aggregate.getRowType().getFieldCount(), expressions, fields);
  }

  private static Expression result(
      Aggregate aggregate, Planned grouped, List<Integer> calls, int index) {
    var call = aggregate.getAggCallList().get(index);
    SqlKind kind = call.getAggregation().getKind();
    if (kind == SqlKind.GROUPING) {
      return grouping(aggregate, call.getArgList(), grouped, RelTypes.dataType(call.getType()));
    }
    if (kind == SqlKind.GROUP_ID) {
      throw PlanningContext.unsupported("Function", "name=GROUP_ID");
    }
    int place = aggregate.getGroupCount() + 1 + calls.indexOf(index);
    return AggregateCalls.finish(call, calls.contains(index) ? reference(grouped, place) : null);
  }

  /** Returns a number with a bit for each argument, 1 if the row's set lacks it. */
  private static Expression grouping(
      Aggregate aggregate, List<Integer> arguments, Planned grouped, DataType type) {
    ColumnReference set = reference(grouped, aggregate.getGroupCount());
    List<Case.Branch> branches = new ArrayList<>();
    Literal last = new Literal(0L, type);
    for (int i = 0; i < aggregate.getGroupSets().size(); i++) {
      long bits = 0;
      for (int argument : arguments) {
        bits = bits << 1 | (aggregate.getGroupSets().get(i).get(argument) ? 0 : 1);
      }
      last = new Literal(bits, type);
      Expression isSet =
          new Call(
              "equal",
              List.of(set, new Literal((long) i, DataTypes.INTEGER)),
              DataTypes.BOOLEAN,
              false);
      branches.add(new Case.Branch(isSet, last));
    }
    return new Case(branches.subList(0, branches.size() - 1), last, type);
  }

  private static ColumnReference reference(Planned planned, int index) {
    return ColumnReference.of(index, planned.schema().field(index));
  }
}
