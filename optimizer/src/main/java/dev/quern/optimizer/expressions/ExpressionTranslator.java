package dev.quern.optimizer.expressions;

import dev.quern.parser.analysis.RelTypes;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Case;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.expressions.Not;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntFunction;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.Sarg;

/**
 * Translates Calcite's row expressions into the plan's, with every implicit conversion spelled out.
 */
public final class ExpressionTranslator {
  private final IntFunction<? extends Expression> columns;

  /**
   * @param columns the expression that stands for each column of the algebra's input
   */
  public ExpressionTranslator(IntFunction<? extends Expression> columns) {
    this.columns = columns;
  }

  /**
   * Returns the plan's form of {@code node}.
   *
   * @throws QueryException UNSUPPORTED if the plan has none
   */
  public Expression translate(RexNode node) {
    if (node instanceof RexInputRef reference) {
      return columns.apply(reference.getIndex());
    }
    if (node instanceof RexLiteral literal) {
      return LiteralTranslator.translate(literal);
    }
    if (node instanceof RexSubQuery || node instanceof RexOver) {
      throw unsupported(node);
    }
    if (node instanceof RexCall call) {
      return ConstantFolding.fold(call(call));
    }
    if (node instanceof RexFieldAccess access) {
      Expression struct = translate(access.getReferenceExpr());
      return new Call(
          "struct_extract",
          List.of(struct, Literal.of(access.getField().getName())),
          RelTypes.dataType(access.getType()),
          true);
    }
    throw unsupported(node);
  }

  /** Returns the translation cast to {@code type}. */
  public Expression translateAs(RexNode node, DataType type) {
    return Casts.to(translate(node), type);
  }

  private Expression call(RexCall call) {
    List<RexNode> operands = call.getOperands();
    switch (call.getKind()) {
      case AND:
        return new And(translateAll(operands));
      case OR:
        return Alternatives.or(translateAll(operands));
      case NOT:
        return new Not(translate(operands.get(0)));
      case CASE:
        return caseExpression(call);
      case COALESCE:
        return coalesce(call);
      case CAST:
        return Casts.to(translate(operands.get(0)), resultType(call));
      case SAFE_CAST:
        return Casts.to(translate(operands.get(0)), resultType(call), true);
      case EQUALS:
        return comparison("equal", call);
      case NOT_EQUALS:
        return comparison("not_equal", call);
      case LESS_THAN:
        return comparison("less_than", call);
      case LESS_THAN_OR_EQUAL:
        return comparison("less_than_or_equal", call);
      case GREATER_THAN:
        return comparison("greater_than", call);
      case GREATER_THAN_OR_EQUAL:
        return comparison("greater_than_or_equal", call);
      case IS_DISTINCT_FROM:
        return comparison("is_distinct_from", call);
      case IS_NOT_DISTINCT_FROM:
        return comparison("is_not_distinct_from", call);
      case IS_NULL:
      case IS_NOT_NULL:
      case IS_TRUE:
      case IS_NOT_TRUE:
      case IS_FALSE:
      case IS_NOT_FALSE:
        String test = call.getKind().name().toLowerCase(Locale.ROOT);
        return new Call(test, translateAll(operands), DataTypes.BOOLEAN, false);
      case IS_UNKNOWN:
        return new Call("is_null", translateAll(operands), DataTypes.BOOLEAN, false);
      case SEARCH:
        return search(operands);
      case EXTRACT:
        return function("extract_" + flag(operands.get(0)), call, operands.subList(1, 2));
      case FLOOR:
      case CEIL:
        return operands.size() == 2 ? truncation(call) : named(call);
      case TRIM:
        return trim(call);
      case ARRAY_VALUE_CONSTRUCTOR:
        return list(call);
      case MAP_VALUE_CONSTRUCTOR:
        return map(call);
      case ROW:
        return struct(call);
      default:
        return ArithmeticTranslator.handles(call.getKind())
            ? new ArithmeticTranslator(this).translate(call)
            : named(call);
    }
  }

  private Expression comparison(String function, RexCall call) {
    List<RexNode> operands = call.getOperands();
    List<Expression> unified = Casts.unify(translate(operands.get(0)), translate(operands.get(1)));
    boolean total = function.endsWith("distinct_from");
    return new Call(function, unified, DataTypes.BOOLEAN, !total && anyNullable(unified));
  }

  private Expression caseExpression(RexCall call) {
    DataType type = resultType(call);
    List<RexNode> operands = call.getOperands();
    List<Case.Branch> branches = new ArrayList<>();
    for (int i = 0; i + 1 < operands.size(); i += 2) {
      branches.add(
          new Case.Branch(translate(operands.get(i)), translateAs(operands.get(i + 1), type)));
    }
    return new Case(branches, translateAs(operands.get(operands.size() - 1), type), type);
  }

  private Expression coalesce(RexCall call) {
    DataType type = resultType(call);
    List<RexNode> operands = call.getOperands();
    Expression otherwise = translateAs(operands.get(operands.size() - 1), type);
    List<Case.Branch> branches = new ArrayList<>();
    for (RexNode operand : operands.subList(0, operands.size() - 1)) {
      Expression value = translateAs(operand, type);
      branches.add(
          new Case.Branch(
              new Call("is_not_null", List.of(value), DataTypes.BOOLEAN, false), value));
    }
    return branches.isEmpty() ? otherwise : new Case(branches, otherwise, type);
  }

  /** A list whose elements are all of its element type. */
  private Expression list(RexCall call) {
    DataType type = resultType(call);
    if (!(type instanceof DataType.ListType list)) {
      throw unsupported(call);
    }
    List<Expression> elements =
        call.getOperands().stream().map(node -> translateAs(node, list.element())).toList();
    return new Call("array", elements, type, false);
  }

  /** A map of keys and values in turns. */
  private Expression map(RexCall call) {
    DataType type = resultType(call);
    if (!(type instanceof DataType.MapType map)) {
      throw unsupported(call);
    }
    List<Expression> entries = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      entries.add(translateAs(operand, entries.size() % 2 == 0 ? map.key() : map.value()));
    }
    return new Call("map", entries, type, false);
  }

  private Expression struct(RexCall call) {
    DataType type = resultType(call);
    if (!(type instanceof DataType.StructType struct)) {
      throw unsupported(call);
    }
    List<Expression> members = new ArrayList<>();
    for (int i = 0; i < struct.members().size(); i++) {
      members.add(translateAs(call.getOperands().get(i), struct.members().get(i).type()));
    }
    return new Call("row", members, type, false);
  }

  private Expression search(List<RexNode> operands) {
    Sarg<?> sarg =
        Objects.requireNonNull(
            ((RexLiteral) operands.get(1)).getValueAs(Sarg.class), "search argument");
    DataType bounds = RelTypes.dataType(operands.get(1).getType());
    return new SearchTranslator(translate(operands.get(0)), bounds).translate(sarg);
  }

  /** Rounds a time down to a unit; the only rounding of times that the executor has. */
  private Expression truncation(RexCall call) {
    if (call.getKind() != SqlKind.FLOOR) {
      throw unsupported(call);
    }
    Expression value = translate(call.getOperands().get(0));
    Literal unit = Literal.of(flag(call.getOperands().get(1)));
    return Casts.to(
        new Call("date_trunc", List.of(unit, value), value.type(), value.nullable()),
        resultType(call));
  }

  /** Calcite's operands: a flag, the characters, the text. */
  private Expression trim(RexCall call) {
    List<RexNode> operands = call.getOperands();
    if (operands.size() != 3 || !(operands.get(0) instanceof RexLiteral)) {
      return named(call);
    }
    String side = flag(operands.get(0));
    String function = side.equals("leading") ? "ltrim" : side.equals("trailing") ? "rtrim" : "trim";
    return function(function, call, List.of(operands.get(2), operands.get(1)));
  }

  private Expression named(RexCall call) {
    String written = call.getOperator().getName();
    if (written.startsWith(FunctionSignature.JAVA_PREFIX)) {
      return function(written, call, call.getOperands());
    }
    String name = written.toLowerCase(Locale.ROOT);
    return function(name.equals("||") ? "concat" : name, call, call.getOperands());
  }

  Expression function(String name, RexCall call, List<RexNode> operands) {
    List<Expression> translated = translateAll(operands);
    return new Call(name, translated, resultType(call), call.getType().isNullable());
  }

  private List<Expression> translateAll(List<RexNode> nodes) {
    return nodes.stream().map(this::translate).toList();
  }

  static boolean anyNullable(List<Expression> operands) {
    return operands.stream().anyMatch(Expression::nullable);
  }

  static DataType resultType(RexCall call) {
    return RelTypes.dataType(call.getType());
  }

  /** Returns the lower-case name of a symbol operand such as a time unit. */
  private static String flag(RexNode operand) {
    return Objects.requireNonNull(((RexLiteral) operand).getValue(), "flag")
        .toString()
        .toLowerCase(Locale.ROOT);
  }

  static QueryException unsupported(RexNode node) {
    return new QueryException(
        ErrorCode.UNSUPPORTED,
        "Expression is not supported: kind=" + node.getKind() + ", expression=" + node);
  }
}
