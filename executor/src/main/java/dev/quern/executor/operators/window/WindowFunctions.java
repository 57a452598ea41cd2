package dev.quern.executor.operators.window;

import dev.quern.executor.expressions.functions.user.UserFunctions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.nodes.WindowCall;
import dev.quern.plan.nodes.WindowNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataType.DecimalType;
import dev.quern.plan.types.DataType.DoubleType;
import dev.quern.plan.types.DataType.FloatType;
import dev.quern.plan.types.DataType.IntegerType;
import java.util.List;
import java.util.Set;

/** Makes the function of each window call. */
final class WindowFunctions {
  private static final Set<String> UNCHANGED_BY_DISTINCT =
      Set.of("min", "max", "bool_and", "bool_or", "every", "any_value");

  private final WindowNode node;
  private final Partition partition;
  private final SegmentedRows rows;
  private final UserFunctions userFunctions;

  WindowFunctions(
      WindowNode node, Partition partition, SegmentedRows rows, UserFunctions userFunctions) {
    this.userFunctions = userFunctions;
    this.node = node;
    this.partition = partition;
    this.rows = rows;
  }

  /**
   * Returns the running function of a call.
   *
   * @throws QueryException UNSUPPORTED, with its name, if there is none
   */
  WindowFunction create(WindowCall call) {
    if (call.distinct() && !UNCHANGED_BY_DISTINCT.contains(call.function())) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "DISTINCT cannot be used in a window function: function=" + call.function());
    }
    switch (call.function()) {
      case "row_number":
        return rank(RankFunction.Kind.ROW_NUMBER);
      case "rank":
        return rank(RankFunction.Kind.RANK);
      case "dense_rank":
        return rank(RankFunction.Kind.DENSE_RANK);
      case "percent_rank":
        return rank(RankFunction.Kind.PERCENT_RANK);
      case "cume_dist":
        return rank(RankFunction.Kind.CUME_DIST);
      case "ntile":
        return new NtileFunction(call.arguments().get(0), partition, rows);
      case "lag":
        return new OffsetFunction(-1, call.arguments(), call.ignoreNulls(), partition, rows);
      case "lead":
        return new OffsetFunction(1, call.arguments(), call.ignoreNulls(), partition, rows);
      case "first_value":
        return frameValue(FrameValueFunction.Kind.FIRST, call, call.ignoreNulls());
      case "last_value":
        return frameValue(FrameValueFunction.Kind.LAST, call, call.ignoreNulls());
      case "nth_value":
        return frameValue(FrameValueFunction.Kind.NTH, call, call.ignoreNulls());
      case "any_value":
        return frameValue(FrameValueFunction.Kind.FIRST, call, true);
      default:
        FrameTracker frame = frame(call);
        return new AggregateFunction(aggregate(call, frame), frame);
    }
  }

  private SlidingAggregate aggregate(WindowCall call, FrameTracker frame) {
    if (call.function().startsWith(FunctionSignature.JAVA_PREFIX)) {
      return javaAggregate(call);
    }
    switch (call.function()) {
      case "count":
        int column = call.arguments().isEmpty() ? SlidingCount.ALL_ROWS : call.arguments().get(0);
        return new SlidingCount(column, rows);
      case "sum":
        return sum(call, false);
      case "avg":
        return sum(call, true);
      case "min":
      case "bool_and":
      case "every":
        return extreme(call, false, frame);
      case "max":
      case "bool_or":
        return extreme(call, true, frame);
      case "stddev":
      case "stddev_samp":
        return variance(call, false, true);
      case "stddev_pop":
        return variance(call, true, true);
      case "variance":
      case "var_samp":
        return variance(call, false, false);
      case "var_pop":
        return variance(call, true, false);
      default:
        throw new QueryException(
            ErrorCode.UNSUPPORTED, "Window function cannot be run: " + call.function());
    }
  }

  private SlidingAggregate javaAggregate(WindowCall call) {
    List<DataType> operands =
        call.arguments().stream().map(column -> node.input().schema().type(column)).toList();
    return new SlidingJava(
        call.arguments(),
        userFunctions.findAggregate(call.function()).call(operands, call.result().type()),
        rows);
  }

  private WindowFunction rank(RankFunction.Kind kind) {
    return new RankFunction(kind, partition, rows);
  }

  private WindowFunction frameValue(
      FrameValueFunction.Kind kind, WindowCall call, boolean ignoreNulls) {
    FrameTracker frame = frame(call);
    int column = call.arguments().get(0);
    boolean isNth = kind == FrameValueFunction.Kind.NTH;
    if (frame.isRunning() && !isNth) {
      boolean isFirst = kind == FrameValueFunction.Kind.FIRST;
      return new RunningValueFunction(isFirst, column, ignoreNulls, partition, frame, rows);
    }
    int position = isNth ? call.arguments().get(1) : 0;
    return new FrameValueFunction(kind, column, position, ignoreNulls, partition, frame, rows);
  }

  private FrameTracker frame(WindowCall call) {
    return new FrameTracker(call.frame(), node, partition, rows);
  }

  private SlidingAggregate sum(WindowCall call, boolean isAverage) {
    int column = call.arguments().get(0);
    DataType type = node.input().schema().type(column);
    if (type instanceof FloatType || type instanceof DoubleType) {
      return new SlidingDoubleSum(column, isAverage, rows);
    }
    if (type instanceof IntegerType || type instanceof DecimalType) {
      return new SlidingWholeSum(column, type, isAverage, call.result(), rows);
    }
    throw mismatch(call, type);
  }

  private SlidingAggregate extreme(WindowCall call, boolean isMax, FrameTracker frame) {
    int column = call.arguments().get(0);
    DataType type = node.input().schema().type(column);
    if (type.isNested()) {
      throw mismatch(call, type);
    }
    return frame.isRunning()
        ? new RunningExtreme(column, isMax, rows)
        : new SlidingExtreme(column, isMax, rows);
  }

  private SlidingAggregate variance(WindowCall call, boolean isPopulation, boolean isDeviation) {
    int column = call.arguments().get(0);
    DataType type = node.input().schema().type(column);
    if (!type.isNumeric()) {
      throw mismatch(call, type);
    }
    return new SlidingVariance(column, type, isPopulation, isDeviation, rows);
  }

  private static QueryException mismatch(WindowCall call, DataType type) {
    return new QueryException(
        ErrorCode.TYPE_MISMATCH,
        "Window function does not take values of this type: function="
            + call.function()
            + ", type="
            + type.sqlName());
  }
}
