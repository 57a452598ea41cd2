package dev.quern.executor.expressions;

import dev.quern.executor.expressions.functions.comparison.ConstantSet;
import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions that are not simply NULL when an operand is, expressed by nodes that handle NULL:
 * {@code coalesce(a, b)} becomes {@code CASE WHEN a IS NOT NULL THEN a ELSE b END}. A node that
 * occurs twice is computed once.
 */
final class SpecialForms {
  /** The longest IN list that is compared value by value. */
  private static final int MAX_COMPARED = 6;

  private final Shape shape;
  private final Lowering lowering;

  SpecialForms(Shape shape, Lowering lowering) {
    this.shape = shape;
    this.lowering = lowering;
  }

  /** Returns the nodes of the call, or null if the function is an ordinary one. */
  @Nullable Node lower(Call call) {
    switch (call.function()) {
      case "is_null":
        return isNull(operand(call, 0));
      case "is_not_null":
        return not(isNull(operand(call, 0)));
      case "is_true":
        return trueOr(operand(call, 0), false);
      case "is_not_true":
        return not(trueOr(operand(call, 0), false));
      case "is_not_false":
        return trueOr(operand(call, 0), true);
      case "is_false":
        return not(trueOr(operand(call, 0), true));
      case "is_distinct_from":
        return not(isNotDistinct(operand(call, 0), operand(call, 1)));
      case "is_not_distinct_from":
        return isNotDistinct(operand(call, 0), operand(call, 1));
      case "in":
        return in(lowering.lowerAll(call.operands()));
      case "coalesce":
      case "ifnull":
        return coalesce(lowering.lowerAll(call.operands()), call.type());
      case "nullif":
        return nullIf(operand(call, 0), operand(call, 1), call.type());
      case "if":
        return choose(operand(call, 0), operand(call, 1), operand(call, 2), call.type());
      case "greatest":
        return extreme("greater_than_or_equal", lowering.lowerAll(call.operands()), call.type());
      case "least":
        return extreme("less_than_or_equal", lowering.lowerAll(call.operands()), call.type());
      case "concat":
        return concat(asTexts(call), call.type());
      case "concat_values":
        return concat(withoutNulls(asTexts(call)), call.type());
      case "concat_ws":
        return concatSeparated(asTexts(call), call.type());
      case "floor":
      case "ceil":
      case "round":
      case "trunc":
        return rounded(call);
      case "mod":
        return arithmetic(new Call("modulo", call.operands(), call.type(), call.nullable()));
      case "add":
      case "subtract":
      case "multiply":
      case "divide":
      case "modulo":
        return arithmetic(call);
      default:
        return null;
    }
  }

  private Node operand(Call call, int index) {
    return lowering.lower(call.operands().get(index));
  }

  private Node isNull(Node operand) {
    return shape.node(Node.Kind.IS_NULL, DataTypes.BOOLEAN, List.of(operand));
  }

  private Node not(Node operand) {
    return shape.node(Node.Kind.NOT, DataTypes.BOOLEAN, List.of(operand));
  }

  private Node choose(Node condition, Node value, Node otherwise, DataType type) {
    return shape.node(Node.Kind.CASE, type, List.of(condition, value, otherwise));
  }

  private Node constant(boolean value) {
    return shape.constant(Literal.of(value));
  }

  /** Returns the operand's value, and {@code ifNull} where it is NULL. */
  private Node trueOr(Node operand, boolean ifNull) {
    return choose(not(isNull(operand)), operand, constant(ifNull), DataTypes.BOOLEAN);
  }

  private Node isNotDistinct(Node a, Node b) {
    Node bothNull = lowering.connect(Node.Kind.AND, List.of(isNull(a), isNull(b)));
    if (a.kind == Node.Kind.NULL || b.kind == Node.Kind.NULL) {
      return bothNull;
    }
    Node equal = equal(a, b);
    Node eitherNull = lowering.connect(Node.Kind.OR, List.of(isNull(a), isNull(b)));
    return choose(eitherNull, bothNull, equal, DataTypes.BOOLEAN);
  }

  /** Long lists of constants are looked up in a set, short ones compared one by one. */
  private Node in(List<Node> operands) {
    Node value = operands.get(0);
    List<Node> tests = new ArrayList<>();
    List<@Nullable Literal> constants = new ArrayList<>();
    for (Node candidate : operands.subList(1, operands.size())) {
      Literal constant = shape.constantOf(candidate);
      if (constant != null && constant.isNull()) {
        tests.add(shape.constant(Literal.ofNull(DataTypes.BOOLEAN)));
      } else if (constant != null && canBeInSet(value.type, constant.type())) {
        constants.add(constant);
      } else {
        tests.add(equal(value, candidate));
      }
    }
    if (constants.size() > MAX_COMPARED) {
      tests.add(inSet(value, constants));
    } else {
      for (Literal constant : constants) {
        tests.add(equal(value, shape.constant(constant)));
      }
    }
    return lowering.connect(Node.Kind.OR, tests);
  }

  private Node equal(Node a, Node b) {
    return lowering.invoke("equal", List.of(a, b), DataTypes.BOOLEAN);
  }

  private static boolean canBeInSet(DataType value, DataType constant) {
    return value.equals(constant) && !(value instanceof DataType.BooleanType);
  }

  private Node inSet(Node value, List<@Nullable Literal> constants) {
    Implementation contains =
        Implementation.of(ConstantSet.class, "contains", ValueKind.BOOLEAN, value.valueKind)
            .withState(ConstantSet.class, ConstantSet::create);
    return shape.invokeWithConstants(DataTypes.BOOLEAN, List.of(value), contains, constants);
  }

  private Node coalesce(List<Node> operands, DataType type) {
    Node result = operands.get(operands.size() - 1);
    for (int i = operands.size() - 2; i >= 0; i--) {
      Node operand = operands.get(i);
      result = choose(not(isNull(operand)), operand, result, type);
    }
    return result;
  }

  private Node nullIf(Node a, Node b, DataType type) {
    if (a.kind == Node.Kind.NULL || b.kind == Node.Kind.NULL) {
      return a;
    }
    Node equal = equal(a, b);
    return choose(equal, shape.constant(Literal.ofNull(type)), a, type);
  }

  /** Returns the extreme of those operands that are not NULL, found pair by pair. */
  private Node extreme(String comparison, List<Node> operands, DataType type) {
    if (operands.size() == 1) {
      return operands.get(0);
    }
    int half = operands.size() / 2;
    Node a = extreme(comparison, operands.subList(0, half), type);
    Node b = extreme(comparison, operands.subList(half, operands.size()), type);
    Node chosen = lowering.invoke(comparison, List.of(a, b), DataTypes.BOOLEAN);
    Node takesFirst = lowering.connect(Node.Kind.OR, List.of(isNull(b), chosen));
    return choose(isNull(a), b, choose(takesFirst, a, b, type), type);
  }

  /** Gives decimal arithmetic its natural result type first, floating-point its operand types. */
  private Node arithmetic(Call call) {
    List<Node> operands = lowering.lowerAll(call.operands());
    DataType type = call.type();
    if (type instanceof DataType.FloatType || type instanceof DataType.DoubleType) {
      return lowering.invoke(call.function(), castToDouble(operands), type);
    }
    if (!(type instanceof DataType.DecimalType) || call.function().equals("divide")) {
      return lowering.invoke(call.function(), operands, type);
    }
    DataType natural =
        DecimalTypes.ofResult(call.function(), operands.get(0).type, operands.get(1).type, type);
    return lowering.cast(lowering.invoke(call.function(), operands, natural), type, false);
  }

  private List<Node> castToDouble(List<Node> operands) {
    List<Node> doubles = new ArrayList<>();
    for (Node operand : operands) {
      boolean isDouble =
          operand.type instanceof DataType.FloatType || operand.type instanceof DataType.DoubleType;
      doubles.add(isDouble ? operand : lowering.cast(operand, DataTypes.DOUBLE, false));
    }
    return doubles;
  }

  private List<Node> asTexts(Call call) {
    List<Node> texts = new ArrayList<>();
    for (Node operand : lowering.lowerAll(call.operands())) {
      boolean isText = operand.valueKind == ValueKind.BYTES;
      texts.add(isText ? operand : lowering.cast(operand, DataTypes.VARCHAR, false));
    }
    return texts;
  }

  private Node concat(List<Node> texts, DataType type) {
    Node result = texts.get(0);
    for (Node text : texts.subList(1, texts.size())) {
      result = lowering.invoke("concat", List.of(result, text), type);
    }
    return result;
  }

  private List<Node> withoutNulls(List<Node> texts) {
    Node empty = shape.constant(Literal.of(""));
    List<Node> present = new ArrayList<>();
    for (Node text : texts) {
      present.add(choose(not(isNull(text)), text, empty, DataTypes.VARCHAR));
    }
    return present;
  }

  /** Puts the separator before each text that is not NULL, and takes the first one away again. */
  private Node concatSeparated(List<Node> operands, DataType type) {
    Node separator = operands.get(0);
    List<Node> separated = new ArrayList<>();
    for (Node text : operands.subList(1, operands.size())) {
      separated.add(lowering.invoke("concat", List.of(separator, text), type));
    }
    Node joined = concat(withoutNulls(separated), type);
    return lowering.invoke("without_prefix", List.of(joined, separator), type);
  }

  /** A wide decimal is rounded as one, also if the result is a short one. */
  private Node rounded(Call call) {
    List<Node> operands = lowering.lowerAll(call.operands());
    DataType type = call.type();
    boolean narrows =
        operands.get(0).type instanceof DataType.DecimalType from
            && !from.isShort()
            && type instanceof DataType.DecimalType to
            && to.isShort();
    if (!narrows) {
      return lowering.invoke(call.function(), operands, type);
    }
    DataType wide =
        DataType.decimal(DataType.DecimalType.MAX_PRECISION, ((DataType.DecimalType) type).scale());
    return lowering.cast(lowering.invoke(call.function(), operands, wide), type, false);
  }
}
