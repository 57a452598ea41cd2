package dev.quern.optimizer.expressions;

import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlKind;

/** Translates arithmetic of numbers and of points in time. */
final class ArithmeticTranslator {
  private static final Set<SqlKind> KINDS =
      EnumSet.of(
          SqlKind.PLUS,
          SqlKind.MINUS,
          SqlKind.TIMES,
          SqlKind.DIVIDE,
          SqlKind.MOD,
          SqlKind.MINUS_PREFIX,
          SqlKind.PLUS_PREFIX,
          SqlKind.CHECKED_PLUS,
          SqlKind.CHECKED_MINUS,
          SqlKind.CHECKED_TIMES,
          SqlKind.CHECKED_DIVIDE,
          SqlKind.CHECKED_MINUS_PREFIX);

  private final ExpressionTranslator translator;

  ArithmeticTranslator(ExpressionTranslator translator) {
    this.translator = translator;
  }

  static boolean handles(SqlKind kind) {
    return KINDS.contains(kind);
  }

  Expression translate(RexCall call) {
    Expression first = translator.translate(call.getOperands().get(0));
    DataType type = ExpressionTranslator.resultType(call);
    switch (call.getKind()) {
      case PLUS_PREFIX:
        return Casts.to(first, type);
      case MINUS_PREFIX:
      case CHECKED_MINUS_PREFIX:
        return ConstantFolding.fold(
            new Call("negate", List.of(Casts.to(first, type)), type, first.nullable()));
      default:
        Expression second = translator.translate(call.getOperands().get(1));
        return binary(function(call.getKind()), first, second, type, call.getType().isNullable());
    }
  }

  private static String function(SqlKind kind) {
    switch (kind) {
      case PLUS:
      case CHECKED_PLUS:
        return "add";
      case MINUS:
      case CHECKED_MINUS:
        return "subtract";
      case TIMES:
      case CHECKED_TIMES:
        return "multiply";
      case DIVIDE:
      case CHECKED_DIVIDE:
        return "divide";
      default:
        return "modulo";
    }
  }

  private static Expression binary(
      String function, Expression first, Expression second, DataType type, boolean nullable) {
    boolean isNullable = nullable || first.nullable() || second.nullable();
    if (isPoint(first.type()) && second.type() instanceof DataType.IntervalType) {
      return Casts.to(dateAdd(first, signed(function, second), type), type);
    }
    if (function.equals("add")
        && isPoint(second.type())
        && first.type() instanceof DataType.IntervalType) {
      return Casts.to(dateAdd(second, first, type), type);
    }
    if (first.type() instanceof DataType.IntervalType && second.type().isNumeric()) {
      return new Call(function, List.of(first, factor(function, second)), type, isNullable);
    }
    if (!first.type().isNumeric() || !second.type().isNumeric()) {
      return new Call(function, List.of(first, second), type, isNullable);
    }
    DataType operands = operandType(function, first.type(), second.type(), type);
    DataType result =
        function.equals("divide") || !(operands instanceof DataType.DecimalType) ? operands : type;
    Expression left = operand(first, operands);
    Expression right = operand(second, operands);
    return Casts.to(
        ConstantFolding.fold(new Call(function, List.of(left, right), result, isNullable)), type);
  }

  /** Intervals are multiplied by whole numbers or floating point, and divided by the latter. */
  private static Expression factor(String function, Expression factor) {
    boolean isWhole = factor.type() instanceof DataType.IntegerType;
    return Casts.to(
        factor, isWhole && function.equals("multiply") ? factor.type() : DataTypes.DOUBLE);
  }

  /** Decimals keep their own precision and scale; everything else takes the common type. */
  private static Expression operand(Expression operand, DataType type) {
    if (type instanceof DataType.DecimalType) {
      return Casts.to(operand, Casts.asDecimal(operand.type()));
    }
    return Casts.to(operand, type);
  }

  private static DataType operandType(
      String function, DataType first, DataType second, DataType result) {
    boolean inexact =
        Casts.isFloating(first) || Casts.isFloating(second) || Casts.isFloating(result);
    boolean hasDecimal =
        first instanceof DataType.DecimalType || second instanceof DataType.DecimalType;
    if (inexact || (function.equals("divide") && hasDecimal)) {
      return result instanceof DataType.FloatType ? result : DataTypes.DOUBLE;
    }
    if (hasDecimal || result instanceof DataType.DecimalType) {
      return DataType.decimal(DataType.DecimalType.MAX_PRECISION, 0);
    }
    return Casts.common(Casts.common(first, second), result);
  }

  private static Expression dateAdd(Expression point, Expression interval, DataType type) {
    Expression start =
        point.type() instanceof DataType.DateType && type instanceof DataType.TimestampType
            ? Casts.to(point, type)
            : point;
    List<Expression> operands = List.of(start, interval);
    return ConstantFolding.fold(
        new Call("date_add", operands, start.type(), ExpressionTranslator.anyNullable(operands)));
  }

  private static Expression signed(String function, Expression interval) {
    return function.equals("subtract")
        ? ConstantFolding.fold(
            new Call("negate", List.of(interval), interval.type(), interval.nullable()))
        : interval;
  }

  private static boolean isPoint(DataType type) {
    return type instanceof DataType.DateType
        || type instanceof DataType.TimeType
        || type instanceof DataType.TimestampType
        || type instanceof DataType.TimestampWithTimeZoneType;
  }
}
