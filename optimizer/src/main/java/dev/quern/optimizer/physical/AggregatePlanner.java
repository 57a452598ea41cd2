package dev.quern.optimizer.physical;

import dev.quern.optimizer.statistics.ColumnEstimate;
import dev.quern.optimizer.statistics.RelationEstimate;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Plans aggregations: in one phase where the rows of a group are in one task already, else partial
 * sums in every task, an exchange, and final sums.
 */
final class AggregatePlanner {
  /** Up to this many groups are put together in one task rather than in many. */
  private static final double FEW_GROUPS = 5_000;

  /** A key with this many values for each partition alone splits the groups evenly. */
  private static final int MANY_VALUES = 100;

  private final PlanningContext context;
  private final PhysicalPlanner planner;

  AggregatePlanner(PlanningContext context, PhysicalPlanner planner) {
    this.context = context;
    this.planner = planner;
  }

  Planned plan(Aggregate aggregate, ImmutableBitSet required) {
    ImmutableBitSet.Builder used = ImmutableBitSet.builder().addAll(aggregate.getGroupSet());
    int keyCount = aggregate.getGroupCount();
    List<Integer> calls = new ArrayList<>();
    for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
      var call = aggregate.getAggCallList().get(i);
      if (required.get(keyCount + i) && AggregateCalls.isComputed(call)) {
        calls.add(i);
        used.addAll(call.getArgList());
        used.addAll(call.getCollation().getKeys());
        if (call.filterArg >= 0) {
          used.set(call.filterArg);
        }
      }
    }
    Planned input = RowPlanner.narrow(planner.plan(aggregate.getInput(), used.build()), context);
    RelationEstimate estimate = context.estimator().estimate(aggregate);
    if (aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
      return new GroupingSetsPlanner(context, this)
          .plan(aggregate, input, calls, required, estimate);
    }
    List<Integer> keys = aggregate.getGroupSet().asList().stream().map(input::index).toList();
    Planned grouped =
        group(
            input,
            keys,
            calls(aggregate, input, calls),
            estimate,
            estimate.columns().subList(0, keyCount));
    return finish(aggregate, grouped, calls, required);
  }

  List<AggregateCall> calls(Aggregate aggregate, Planned input, List<Integer> indexes) {
    AggregateCalls translator = new AggregateCalls(input);
    List<RelDataTypeField> names = aggregate.getRowType().getFieldList();
    List<AggregateCall> calls = new ArrayList<>();
    for (int index : indexes) {
      String name = names.get(aggregate.getGroupCount() + index).getName();
      calls.add(translator.translate(aggregate.getAggCallList().get(index), name));
    }
    return calls;
  }

  /**
   * Returns operators that put out the keys, then the results; their columns are not yet those of
   * an algebra node.
   *
   * @param estimate of the algebra node
   * @param keyEstimates one for each key
   */
  Planned group(
      Planned input,
      List<Integer> keys,
      List<AggregateCall> asked,
      RelationEstimate estimate,
      List<ColumnEstimate> keyEstimates) {
    List<AggregateCall> calls = keys.isEmpty() && asked.isEmpty() ? List.of(rowCount()) : asked;
    if (input.distribution().gathersGroupsOf(keys)) {
      return single(input, keys, calls, estimate);
    }
    boolean fewGroups = estimate.rows() <= FEW_GROUPS;
    if (!inTwoPhases(calls) || isPartialInVain(input, estimate)) {
      Planned moved =
          keys.isEmpty()
              ? context.gather(input)
              : context.hash(input, partitionKeys(keys, input.schema(), keyEstimates));
      return single(moved, keys, calls, estimate);
    }
    SharedStates shared = SharedStates.of(calls, keys.size());
    AggregateNode partial =
        new AggregateNode(
            context.nextId(),
            input.node(),
            AggregateNode.Phase.PARTIAL,
            keys,
            shared.calls(),
            partialSchema(input, keys, shared.calls()));
    Planned states =
        context.noted(
            new Planned(
                partial,
                Planned.Columns.none(0),
                Distribution.ANYWHERE,
                new RelationEstimate(
                    Math.min(input.rows(), estimate.rows() * context.settings().threads()),
                    List.of())));
    List<Integer> stateKeys = IntStream.range(0, keys.size()).boxed().toList();
    Planned moved =
        keys.isEmpty() || fewGroups
            ? context.gather(states)
            : context.hash(states, partitionKeys(stateKeys, states.schema(), keyEstimates));
    return finalPhase(
        moved,
        stateKeys,
        merging(calls, shared.columns()),
        resultSchema(input, keys, calls),
        estimate);
  }

  /**
   * Returns the columns to split groups by: one of the keys is enough if it has many values, and
   * cheaper to hash; a fixed-width one is.
   */
  private List<Integer> partitionKeys(
      List<Integer> keys, Schema schema, List<ColumnEstimate> keyEstimates) {
    int best = -1;
    for (int i = 0; i < keys.size(); i++) {
      double distinct = keyEstimates.get(i).distinctCount();
      boolean hasMany = distinct >= MANY_VALUES * context.settings().partitionCount();
      boolean isBetter = best < 0 || distinct > keyEstimates.get(best).distinctCount();
      if (hasMany && isBetter && schema.type(keys.get(i)).isFixedWidth()) {
        best = i;
      }
    }
    return best < 0 ? keys : List.of(keys.get(best));
  }

  private Planned single(
      Planned input, List<Integer> keys, List<AggregateCall> calls, RelationEstimate estimate) {
    AggregateNode node =
        new AggregateNode(
            context.nextId(),
            input.node(),
            AggregateNode.Phase.SINGLE,
            keys,
            calls,
            resultSchema(input, keys, calls));
    return context.noted(
        new Planned(node, Planned.Columns.none(0), grouped(input.distribution(), keys), estimate));
  }

  private Planned finalPhase(
      Planned states,
      List<Integer> keys,
      List<AggregateCall> merging,
      Schema schema,
      RelationEstimate estimate) {
    AggregateNode node =
        new AggregateNode(
            context.nextId(), states.node(), AggregateNode.Phase.FINAL, keys, merging, schema);
    return context.noted(
        new Planned(node, Planned.Columns.none(0), grouped(states.distribution(), keys), estimate));
  }

  /** Returns the calls with the columns of their states as arguments. */
  private static List<AggregateCall> merging(
      List<AggregateCall> calls, List<List<Integer>> columns) {
    List<AggregateCall> merging = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      AggregateCall call = calls.get(i);
      merging.add(
          new AggregateCall(
              call.function(),
              columns.get(i),
              -1,
              false,
              List.of(),
              call.result(),
              call.argumentFields(),
              call.stateFields()));
    }
    return merging;
  }

  /** Maps the columns of grouped rows to those of the algebra, computing what is not there yet. */
  private Planned finish(
      Aggregate aggregate, Planned grouped, List<Integer> calls, ImmutableBitSet required) {
    int keyCount = aggregate.getGroupCount();
    Planned.Columns direct = Planned.Columns.none(aggregate.getRowType().getFieldCount());
    List<Expression> expressions = new ArrayList<>();
    List<Field> fields = new ArrayList<>();
    boolean isDirect = true;
    for (int column : required) {
      Expression value;
      if (column < keyCount) {
        value = ColumnReference.of(column, grouped.schema().field(column));
      } else {
        int index = calls.indexOf(column - keyCount);
        int place = keyCount + index;
        value =
            AggregateCalls.finish(
                aggregate.getAggCallList().get(column - keyCount),
                index < 0 ? null : ColumnReference.of(place, grouped.schema().field(place)));
      }
      if (value instanceof ColumnReference reference) {
        direct.indexes()[column] = reference.index();
      } else {
        isDirect = false;
      }
      String name = aggregate.getRowType().getFieldList().get(column).getName();
      expressions.add(value);
      fields.add(new Field(name, value.type(), value.nullable()));
    }
    if (isDirect) {
      return new Planned(grouped.node(), direct, grouped.distribution(), grouped.estimate());
    }
    return project(grouped, required, direct.indexes().length, expressions, fields);
  }

  /** Puts out one expression for each required column of an algebra node. */
  Planned project(
      Planned input,
      ImmutableBitSet required,
      int columnCount,
      List<Expression> expressions,
      List<Field> fields) {
    Planned.Columns columns = Planned.Columns.none(columnCount);
    int place = 0;
    for (int column : required) {
      columns.indexes()[column] = place++;
    }
    ProjectNode node =
        new ProjectNode(context.nextId(), input.node(), expressions, new Schema(fields));
    return new Planned(
        node, columns, RowPlanner.moved(input.distribution(), expressions), input.estimate());
  }

  private static AggregateCall rowCount() {
    Field count = new Field("count", DataTypes.BIGINT, false);
    return new AggregateCall(
        "count", List.of(), -1, false, List.of(), count, List.of(), List.of(count));
  }

  private static boolean inTwoPhases(List<AggregateCall> calls) {
    return calls.stream()
        .allMatch(
            call ->
                AggregateStates.isKnown(call.function())
                    && !call.distinct()
                    && call.order().isEmpty());
  }

  /** Grouping before the exchange only costs if nearly every row is a group of its own. */
  private static boolean isPartialInVain(Planned input, RelationEstimate estimate) {
    return estimate.rows() > FEW_GROUPS && estimate.rows() > 0.8 * input.rows();
  }

  private static Distribution grouped(Distribution input, List<Integer> keys) {
    return input.moved(keys::indexOf);
  }

  private static Schema resultSchema(Planned input, List<Integer> keys, List<AggregateCall> calls) {
    List<Field> fields = new ArrayList<>(input.schema().select(keys).fields());
    calls.forEach(call -> fields.add(call.result()));
    return new Schema(fields);
  }

  private static Schema partialSchema(
      Planned input, List<Integer> keys, List<AggregateCall> calls) {
    List<Field> fields = new ArrayList<>(input.schema().select(keys).fields());
    calls.forEach(call -> fields.addAll(call.stateFields()));
    return new Schema(fields);
  }
}
