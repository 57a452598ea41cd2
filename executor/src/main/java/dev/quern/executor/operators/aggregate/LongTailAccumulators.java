package dev.quern.executor.operators.aggregate;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.util.List;
import java.util.Locale;
import java.util.function.LongBinaryOperator;

/** Chooses the accumulator of the functions that few queries use. */
final class LongTailAccumulators {
  private final AggregateCall call;
  private final int offset;
  private final List<Field> states;
  private final ByteHeap heap;

  LongTailAccumulators(AggregateCall call, int offset, List<Field> states, ByteHeap heap) {
    this.call = call;
    this.offset = offset;
    this.states = states;
    this.heap = heap;
  }

  /**
   * Returns the accumulator.
   *
   * @throws QueryException UNSUPPORTED for an unknown function or type
   */
  Accumulator create() {
    switch (call.function()) {
      case "list":
        return new KeptValuesAccumulator(
            offset, states, call.result(), 1, call.order(), KeptValues.LIST, heap);
      case "mode":
        return byValue(KeptValues.MODE);
      case "median":
      case "quantile_cont":
        return byValue(KeptValues.CONTINUOUS_QUANTILE);
      case "quantile_disc":
        return byValue(KeptValues.DISCRETE_QUANTILE);
      case "arg_min":
        return picked(List.of(new SortKey(1, true, false)), true, false);
      case "arg_max":
        return picked(List.of(new SortKey(1, false, false)), true, false);
      case "first":
        return picked(call.order(), false, false);
      case "last":
        return picked(call.order(), false, true);
      case "bit_and":
        return bits((left, right) -> left & right);
      case "bit_or":
        return bits((left, right) -> left | right);
      case "bit_xor":
        return bits((left, right) -> left ^ right);
      case "covar_pop":
      case "covar_samp":
      case "corr":
      case "regr_slope":
      case "regr_intercept":
      case "regr_r2":
      case "regr_avgx":
      case "regr_avgy":
      case "regr_sxx":
      case "regr_syy":
      case "regr_sxy":
        PairFunction function = PairFunction.valueOf(call.function().toUpperCase(Locale.ROOT));
        return new PairAccumulator(offset, states, call.result(), function);
      default:
        throw new QueryException(
            ErrorCode.UNSUPPORTED, "Aggregate function cannot be run: " + call.function());
    }
  }

  /** The values themselves are the keys. */
  private Accumulator byValue(KeptValues function) {
    checkHasOrder(0);
    List<SortKey> order = List.of(new SortKey(0, true, false));
    return new KeptValuesAccumulator(offset, states, call.result(), 0, order, function, heap);
  }

  private Accumulator picked(List<SortKey> order, boolean skipsNulls, boolean takesLast) {
    if (skipsNulls) {
      checkHasOrder(1);
    }
    return new PickedValueAccumulator(
        offset, states.get(0), call.result(), order, skipsNulls, takesLast, heap);
  }

  private Accumulator bits(LongBinaryOperator operator) {
    if (!(call.argumentFields().get(0).type() instanceof DataType.IntegerType)) {
      throw Accumulators.unsupported(call, call.argumentFields().get(0));
    }
    return new BitsAccumulator(offset, states.get(0), call.result(), operator);
  }

  private void checkHasOrder(int argument) {
    Field field = call.argumentFields().get(argument);
    if (field.type().isNested()) {
      throw Accumulators.unsupported(call, field);
    }
  }
}
