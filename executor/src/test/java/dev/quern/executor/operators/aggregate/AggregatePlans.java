package dev.quern.executor.operators.aggregate;

import static dev.quern.executor.testing.TestRows.row;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds and opens aggregations, in one and in two phases. */
final class AggregatePlans {
  private AggregatePlans() {}

  static AggregateCall call(
      String function, Schema input, DataType result, List<Integer> arguments, int filter) {
    List<Field> argumentFields = input.select(arguments).fields();
    AggregateCall bare =
        new AggregateCall(
            function,
            arguments,
            filter,
            false,
            List.of(),
            Field.of(function, result),
            argumentFields,
            List.of());
    return new AggregateCall(
        function,
        arguments,
        filter,
        false,
        List.of(),
        Field.of(function, result),
        argumentFields,
        StateFields.of(bare));
  }

  static AggregateCall distinct(AggregateCall call) {
    return new AggregateCall(
        call.function(),
        call.arguments(),
        call.filterColumn(),
        true,
        call.order(),
        call.result(),
        call.argumentFields(),
        call.stateFields());
  }

  static AggregateNode node(
      int id,
      PhysicalNode input,
      AggregateNode.Phase phase,
      List<Integer> keys,
      List<AggregateCall> calls) {
    List<Field> fields = new ArrayList<>(input.schema().select(keys).fields());
    for (AggregateCall call : calls) {
      if (phase == AggregateNode.Phase.PARTIAL) {
        fields.addAll(call.stateFields());
      } else {
        fields.add(call.result());
      }
    }
    return new AggregateNode(id, input, phase, keys, calls, new Schema(fields));
  }

  /** Returns the calls with their arguments pointing at the states that a partial phase emits. */
  private static List<AggregateCall> overStates(List<AggregateCall> calls, int keyCount) {
    List<AggregateCall> result = new ArrayList<>();
    int position = keyCount;
    for (AggregateCall call : calls) {
      List<Integer> arguments = new ArrayList<>();
      for (int i = 0; i < call.stateFields().size(); i++) {
        arguments.add(position++);
      }
      result.add(
          new AggregateCall(
              call.function(),
              arguments,
              -1,
              call.distinct(),
              call.order(),
              call.result(),
              call.argumentFields(),
              call.stateFields()));
    }
    return result;
  }

  static BatchSource single(
      TestTaskContext context,
      ExchangeSourceNode input,
      List<Integer> keys,
      List<AggregateCall> calls) {
    return AggregateOperators.create(
        node(1, input, AggregateNode.Phase.SINGLE, keys, calls),
        context.openExchange(input),
        context);
  }

  static BatchSource inTwoPhases(
      TestTaskContext context,
      ExchangeSourceNode input,
      List<Integer> keys,
      List<AggregateCall> calls) {
    AggregateNode partial = node(1, input, AggregateNode.Phase.PARTIAL, keys, calls);
    List<Integer> outputKeys = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      outputKeys.add(i);
    }
    AggregateNode last =
        node(2, partial, AggregateNode.Phase.FINAL, outputKeys, overStates(calls, keys.size()));
    BatchSource states = AggregateOperators.create(partial, context.openExchange(input), context);
    return AggregateOperators.create(last, states, context);
  }

  static List<List<@Nullable Object>> rows(TestColumn[] columns) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int row = 0; row < columns[0].values().size(); row++) {
      Object[] values = new Object[columns.length];
      for (int i = 0; i < columns.length; i++) {
        values[i] = columns[i].values().get(row);
      }
      rows.add(row(values));
    }
    return rows;
  }
}
