package dev.quern.optimizer.physical;

import dev.quern.optimizer.expressions.Casts;
import dev.quern.optimizer.expressions.LiteralTranslator;
import dev.quern.parser.analysis.RelTypes;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Case;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/** Translates Calcite's aggregate calls, over the columns of planned operators. */
final class AggregateCalls {
  private static final Set<SqlKind> SAME_IF_DISTINCT =
      Set.of(SqlKind.MIN, SqlKind.MAX, SqlKind.ANY_VALUE, SqlKind.BIT_AND, SqlKind.BIT_OR);

  private final Planned input;

  AggregateCalls(Planned input) {
    this.input = input;
  }

  /** Returns whether the call is computed from the rows, not from the grouping or a constant. */
  static boolean isComputed(org.apache.calcite.rel.core.AggregateCall call) {
    switch (call.getAggregation().getKind()) {
      case GROUPING:
      case GROUP_ID:
      case LITERAL_AGG:
        return false;
      default:
        return true;
    }
  }

  AggregateCall translate(org.apache.calcite.rel.core.AggregateCall call, String name) {
    if (!call.rexList.isEmpty()) {
      throw PlanningContext.unsupported("Constant argument of an aggregate", "function=" + call);
    }
    List<Integer> arguments = new ArrayList<>();
    List<Field> argumentFields = new ArrayList<>();
    for (int argument : call.getArgList()) {
      arguments.add(input.index(argument));
      argumentFields.add(input.schema().field(input.index(argument)));
    }
    String function = function(call);
    if (function.startsWith(FunctionSignature.JAVA_PREFIX)
        && !call.getCollation().getFieldCollations().isEmpty()) {
      throw PlanningContext.unsupported(
          "ORDER BY in the arguments of a Java aggregate", "function=" + call);
    }
    boolean countsRows = function.equals("count");
    if (countsRows && !arguments.isEmpty() && !call.isDistinct() && noneNullable(argumentFields)) {
      arguments.clear();
      argumentFields.clear();
    }
    Field result = new Field(name, resultType(call, function), !countsRows);
    return new AggregateCall(
        function,
        arguments,
        call.filterArg < 0 ? -1 : input.index(call.filterArg),
        call.isDistinct() && !SAME_IF_DISTINCT.contains(call.getAggregation().getKind()),
        order(call),
        result,
        argumentFields,
        states(function, argumentFields, result));
  }

  /** Returns the value of a call, given the column in which the aggregation puts its result. */
  static Expression finish(
      org.apache.calcite.rel.core.AggregateCall call, @Nullable ColumnReference result) {
    DataType type = RelTypes.dataType(call.getType());
    if (call.getAggregation().getKind() == SqlKind.LITERAL_AGG) {
      RexLiteral literal = (RexLiteral) call.rexList.get(0);
      return Casts.to(LiteralTranslator.translate(literal), type);
    }
    if (call.getAggregation().getKind() == SqlKind.GROUPING) {
      // Without grouping sets no key is ever left out.
      return new Literal(0L, type);
    }
    if (result == null) {
      throw new IllegalStateException("no column has the result of " + call);
    }
    if (call.getAggregation().getKind() == SqlKind.SUM0) {
      return Casts.to(zeroIfNull(result), type);
    }
    return Casts.to(result, type);
  }

  static Expression zeroIfNull(ColumnReference sum) {
    Expression isNull = new Call("is_null", List.of(sum), DataTypes.BOOLEAN, false);
    Expression zero = Casts.to(Literal.of(0), sum.type());
    return new Case(List.of(new Case.Branch(isNull, zero)), sum, sum.type());
  }

  private static boolean noneNullable(List<Field> fields) {
    return fields.stream().noneMatch(Field::nullable);
  }

  private static String function(org.apache.calcite.rel.core.AggregateCall call) {
    switch (call.getAggregation().getKind()) {
      case SUM0:
        return "sum";
      case COUNT:
        return "count";
      case SINGLE_VALUE:
        return "single_value";
      case ANY_VALUE:
        return "any_value";
      default:
        return nameInPlans(call.getAggregation());
    }
  }

  /** Returns the name of an aggregate in plans; that of a Java class keeps its case. */
  static String nameInPlans(SqlAggFunction function) {
    String name = function.getName();
    return name.startsWith(FunctionSignature.JAVA_PREFIX) ? name : name.toLowerCase(Locale.ROOT);
  }

  /** Returns the type in which the executor computes, which may be wider than Calcite's. */
  private DataType resultType(org.apache.calcite.rel.core.AggregateCall call, String function) {
    if (function.equals("avg")) {
      return DataTypes.DOUBLE;
    }
    if (function.equals("sum")) {
      return sumType(input.schema().type(input.index(call.getArgList().get(0))));
    }
    if (AggregateStates.isOneValue(function)) {
      return input.schema().type(input.index(call.getArgList().get(0)));
    }
    if (function.equals("list")) {
      return new DataType.ListType(input.schema().type(input.index(call.getArgList().get(0))));
    }
    return RelTypes.dataType(call.getType());
  }

  /** Returns the type of a sum over values of {@code type}. */
  static DataType sumType(DataType type) {
    if (type instanceof DataType.IntegerType integer) {
      return integer.bits() < Long.SIZE
          ? DataTypes.BIGINT
          : DataType.decimal(DataType.DecimalType.MAX_PRECISION, 0);
    }
    if (type instanceof DataType.DecimalType decimal) {
      return DataType.decimal(DataType.DecimalType.MAX_PRECISION, decimal.scale());
    }
    return Casts.isFloating(type) ? DataTypes.DOUBLE : type;
  }

  static List<Field> states(String function, List<Field> arguments, Field result) {
    Field sum =
        arguments.isEmpty() ? result : Field.of(result.name(), sumType(arguments.get(0).type()));
    return AggregateStates.of(function, arguments, result, sum);
  }

  private List<SortKey> order(org.apache.calcite.rel.core.AggregateCall call) {
    List<SortKey> keys = new ArrayList<>();
    for (RelFieldCollation field : call.getCollation().getFieldCollations()) {
      int column = input.index(field.getFieldIndex());
      if (input.schema().type(column).isNested()) {
        throw PlanningContext.unsupported(
            "Nested values in the ORDER BY of an aggregate", "function=" + call);
      }
      keys.add(SortKeys.of(field, column));
    }
    return keys;
  }
}
