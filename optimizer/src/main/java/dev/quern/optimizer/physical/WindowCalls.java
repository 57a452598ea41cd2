package dev.quern.optimizer.physical;

import dev.quern.optimizer.expressions.Casts;
import dev.quern.parser.analysis.RelTypes;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.WindowCall;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/** Translates Calcite's window calls. */
final class WindowCalls {
  private static final Set<String> OF_ARGUMENT_TYPE =
      Set.of("min", "max", "any_value", "lag", "lead", "first_value", "last_value", "nth_value");

  private WindowCalls() {}

  static WindowCall translate(RexOver over, WindowPlanner.WindowInputs inputs, String name) {
    String function = function(over);
    List<Integer> arguments = new ArrayList<>();
    for (int i = 0; i < over.getOperands().size(); i++) {
      Expression argument = inputs.translate(over.getOperands().get(i));
      boolean isDefault = i == 2 && (function.equals("lag") || function.equals("lead"));
      arguments.add(
          inputs.column(
              isDefault ? Casts.to(argument, inputs.field(arguments.get(0)).type()) : argument));
    }
    DataType type = resultType(over, function, arguments, inputs);
    boolean nullable = !function.equals("count") && !isRanking(over);
    return new WindowCall(
        function,
        arguments,
        frame(over.getWindow(), inputs),
        over.ignoreNulls(),
        over.isDistinct(),
        new Field(name, type, nullable));
  }

  /** Returns the value of a call, given the column in which the operator puts its result. */
  static Expression finish(RexOver over, ColumnReference result) {
    DataType type = RelTypes.dataType(over.getType());
    return over.getAggOperator().getKind() == SqlKind.SUM0
        ? Casts.to(AggregateCalls.zeroIfNull(result), type)
        : Casts.to(result, type);
  }

  private static String function(RexOver over) {
    return over.getAggOperator().getKind() == SqlKind.SUM0
        ? "sum"
        : AggregateCalls.nameInPlans(over.getAggOperator());
  }

  private static boolean isRanking(RexOver over) {
    switch (over.getAggOperator().getKind()) {
      case ROW_NUMBER:
      case RANK:
      case DENSE_RANK:
      case PERCENT_RANK:
      case CUME_DIST:
      case NTILE:
        return true;
      default:
        return false;
    }
  }

  private static DataType resultType(
      RexOver over, String function, List<Integer> arguments, WindowPlanner.WindowInputs inputs) {
    if (function.equals("avg")) {
      return DataTypes.DOUBLE;
    }
    if (function.equals("sum")) {
      return AggregateCalls.sumType(inputs.field(arguments.get(0)).type());
    }
    return OF_ARGUMENT_TYPE.contains(function)
        ? inputs.field(arguments.get(0)).type()
        : RelTypes.dataType(over.getType());
  }

  private static WindowCall.Frame frame(RexWindow window, WindowPlanner.WindowInputs inputs) {
    DataType orderType =
        window.isRows() || window.orderKeys.size() != 1
            ? null
            : inputs.translate(window.orderKeys.get(0).left).type();
    return new WindowCall.Frame(
        window.isRows() ? WindowCall.Unit.ROWS : WindowCall.Unit.RANGE,
        bound(window.getLowerBound(), orderType, inputs),
        bound(window.getUpperBound(), orderType, inputs),
        exclusion(window));
  }

  private static WindowCall.Bound bound(
      RexWindowBound bound, @Nullable DataType orderType, WindowPlanner.WindowInputs inputs) {
    if (bound.isCurrentRow()) {
      return new WindowCall.Bound(WindowCall.BoundKind.CURRENT_ROW, null);
    }
    if (bound.isUnbounded()) {
      return new WindowCall.Bound(
          bound.isPreceding()
              ? WindowCall.BoundKind.UNBOUNDED_PRECEDING
              : WindowCall.BoundKind.UNBOUNDED_FOLLOWING,
          null);
    }
    return new WindowCall.Bound(
        bound.isPreceding() ? WindowCall.BoundKind.PRECEDING : WindowCall.BoundKind.FOLLOWING,
        offset(bound.getOffset(), orderType, inputs));
  }

  /** A distance in rows is a BIGINT, one in values has the type of numbers that are ordered. */
  private static Literal offset(
      @Nullable RexNode offset, @Nullable DataType orderType, WindowPlanner.WindowInputs inputs) {
    if (offset != null && inputs.translate(offset) instanceof Literal literal) {
      DataType type = orderType == null ? DataTypes.BIGINT : orderType;
      Expression converted = type.isNumeric() ? Casts.to(literal, type) : literal;
      return converted instanceof Literal exact ? exact : literal;
    }
    throw PlanningContext.unsupported(
        "Window frame whose distance is not a constant", "distance=" + offset);
  }

  private static WindowCall.Exclusion exclusion(RexWindow window) {
    switch (window.getExclude()) {
      case EXCLUDE_CURRENT_ROW:
        return WindowCall.Exclusion.CURRENT_ROW;
      case EXCLUDE_GROUP:
        return WindowCall.Exclusion.GROUP;
      case EXCLUDE_TIES:
        return WindowCall.Exclusion.TIES;
      case EXCLUDE_NO_OTHER:
        return WindowCall.Exclusion.NONE;
    }
    throw new IllegalStateException("unknown exclusion: " + window.getExclude());
  }
}
