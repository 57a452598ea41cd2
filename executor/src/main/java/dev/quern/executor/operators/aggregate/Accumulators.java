package dev.quern.executor.operators.aggregate;

import dev.quern.executor.expressions.functions.user.UserAggregateCall;
import dev.quern.executor.expressions.functions.user.UserFunctions;
import dev.quern.executor.memory.PhysicalType;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.util.List;

/** Chooses the accumulator of each aggregate function. */
final class Accumulators {
  private Accumulators() {}

  /**
   * Returns the accumulator of a call whose state lies at {@code offset} in the groups' rows.
   *
   * @param functions the aggregates of the program
   * @param heap room for states of any length
   * @throws QueryException UNSUPPORTED for an unknown function or type
   */
  static Accumulator create(
      AggregateCall call, int offset, UserFunctions functions, ByteHeap heap) {
    List<Field> states = StateFields.of(call);
    if (call.function().startsWith(FunctionSignature.JAVA_PREFIX)) {
      return javaAggregate(call, offset, states.get(0), functions, heap);
    }
    switch (call.function()) {
      case "count":
        return new CountAccumulator(offset, states.get(0), call.result());
      case "sum":
        return sum(call, offset, states, false);
      case "avg":
        return sum(call, offset, states, true);
      case "min":
      case "bool_and":
      case "every":
        return value(call, offset, states.get(0), Preference.SMALLEST, heap);
      case "max":
      case "bool_or":
        return value(call, offset, states.get(0), Preference.LARGEST, heap);
      case "any_value":
        return value(call, offset, states.get(0), Preference.FIRST, heap);
      case "single_value":
        Accumulator first = value(call, offset + Long.BYTES, states.get(0), Preference.FIRST, heap);
        return new SingleValueAccumulator(offset, first, states.get(1));
      case "stddev":
      case "stddev_samp":
        return variance(call, offset, states, false, true);
      case "stddev_pop":
        return variance(call, offset, states, true, true);
      case "variance":
      case "var_samp":
        return variance(call, offset, states, false, false);
      case "var_pop":
        return variance(call, offset, states, true, false);
      case "string_agg":
      case "listagg":
      case "group_concat":
        return concatenation(call, offset, states.get(0), heap);
      case "approx_count_distinct":
        return distinctCount(call, offset, states.get(0), heap);
      default:
        return new LongTailAccumulators(call, offset, states, heap).create();
    }
  }

  private static Accumulator javaAggregate(
      AggregateCall call, int offset, Field state, UserFunctions functions, ByteHeap heap) {
    List<DataType> operands = call.argumentFields().stream().map(Field::type).toList();
    UserAggregateCall place =
        functions.findAggregate(call.function()).call(operands, call.result().type());
    return new JavaAccumulator(offset, state, call.result(), place, heap);
  }

  private static Accumulator sum(
      AggregateCall call, int offset, List<Field> states, boolean average) {
    Field argument = call.argumentFields().get(0);
    if (argument.type() instanceof DataType.FloatType
        || argument.type() instanceof DataType.DoubleType) {
      return new DoubleSumAccumulator(offset, states, call.result(), average);
    }
    if (!argument.type().isNumeric()) {
      throw unsupported(call, argument);
    }
    return new SumAccumulator(offset, argument, states, call.result(), average);
  }

  private static Accumulator variance(
      AggregateCall call, int offset, List<Field> states, boolean population, boolean root) {
    Field argument = call.argumentFields().get(0);
    if (!argument.type().isNumeric()) {
      throw unsupported(call, argument);
    }
    return new VarianceAccumulator(offset, argument, states, call.result(), population, root);
  }

  private static Accumulator distinctCount(
      AggregateCall call, int offset, Field state, ByteHeap heap) {
    Field argument = call.argumentFields().get(0);
    if (argument.type().isNested()) {
      throw unsupported(call, argument);
    }
    return new DistinctCountAccumulator(offset, state, call.result(), heap);
  }

  private static Accumulator concatenation(
      AggregateCall call, int offset, Field state, ByteHeap heap) {
    for (Field argument : call.argumentFields()) {
      if (PhysicalType.of(argument.type()) != PhysicalType.BYTES) {
        throw unsupported(call, argument);
      }
    }
    return new ConcatenationAccumulator(
        offset, state, call.result(), call.argumentFields().size(), call.order(), heap);
  }

  private static Accumulator value(
      AggregateCall call, int offset, Field state, Preference preference, ByteHeap heap) {
    PhysicalType type = PhysicalType.of(state.type());
    if (type == PhysicalType.NESTED) {
      throw unsupported(call, call.argumentFields().get(0));
    }
    return type == PhysicalType.BYTES
        ? new BytesValueAccumulator(offset, state, call.result(), preference, heap)
        : new FixedValueAccumulator(offset, state, call.result(), preference);
  }

  static QueryException unsupported(AggregateCall call, Field argument) {
    return new QueryException(
        ErrorCode.UNSUPPORTED,
        "Aggregate function does not take values of this type: function="
            + call.function()
            + ", argument="
            + argument.name()
            + ", type="
            + argument.type().sqlName());
  }
}
