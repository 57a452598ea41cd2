package dev.quern.executor.expressions;

import dev.quern.executor.expressions.casts.Casts;
import dev.quern.executor.expressions.functions.FunctionRegistry;
import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.functions.declaration.ScalarFunction;
import dev.quern.executor.expressions.functions.user.ResultBytes;
import dev.quern.executor.expressions.functions.user.UserFunctions;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.errors.Checks;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Case;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.ExpressionVisitor;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.expressions.Not;
import dev.quern.plan.expressions.Or;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Turns expressions into the nodes of a {@link Shape}: finds the method of each function, replaces
 * functions that treat NULL in their own way by the few node kinds that do, and cuts long lists of
 * operands into nested short ones.
 */
final class Lowering implements ExpressionVisitor<Node> {
  private static final int MAX_OPERANDS = 8;

  /** Deeper ones could exhaust the stack of a thread. */
  private static final int MAX_DEPTH = 500;

  private final Schema input;
  private final UserFunctions userFunctions;
  private final Shape shape = new Shape();
  private final SpecialForms specialForms = new SpecialForms(shape, this);

  private int depth;

  private Lowering(Schema input, UserFunctions userFunctions) {
    this.input = input;
    this.userFunctions = userFunctions;
  }

  /** Returns the shape of the expressions over rows of {@code input}. */
  static Shape lower(List<Expression> expressions, Schema input) {
    return lower(expressions, input, new UserFunctions());
  }

  /** Returns the shape of expressions that may call functions of the program. */
  static Shape lower(List<Expression> expressions, Schema input, UserFunctions userFunctions) {
    Lowering lowering = new Lowering(input, userFunctions);
    for (Expression expression : expressions) {
      lowering.shape.addRoot(lowering.lower(expression));
    }
    return lowering.shape;
  }

  Node lower(Expression expression) {
    if (++depth > MAX_DEPTH) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Expression is nested too deeply: levels=" + depth + ", at most=" + MAX_DEPTH);
    }
    Node lowered = expression.accept(this);
    depth--;
    return lowered;
  }

  @Override
  public Node visitColumn(ColumnReference column) {
    DataType actual = input.type(column.index());
    Checks.check(
        actual.equals(column.type()),
        "column %s has type %s, expression expects %s",
        column.index(),
        actual.sqlName(),
        column.type().sqlName());
    return shape.column(column.index(), column.type());
  }

  @Override
  public Node visitLiteral(Literal literal) {
    return shape.constant(literal);
  }

  @Override
  public Node visitAnd(And and) {
    return connect(Node.Kind.AND, lowerAll(and.operands()));
  }

  @Override
  public Node visitOr(Or or) {
    return connect(Node.Kind.OR, lowerAll(or.operands()));
  }

  @Override
  public Node visitNot(Not not) {
    return shape.node(Node.Kind.NOT, DataTypes.BOOLEAN, List.of(lower(not.operand())));
  }

  @Override
  public Node visitCase(Case expression) {
    List<Node> operands = lowerAll(expression.operands());
    Node otherwise = operands.get(operands.size() - 1);
    int end = operands.size() - 1;
    int width = 2 * MAX_OPERANDS;
    while (end > 0) {
      int start = (end - 1) / width * width;
      List<Node> part = new ArrayList<>(operands.subList(start, end));
      part.add(otherwise);
      otherwise = shape.node(Node.Kind.CASE, expression.type(), part);
      end = start;
    }
    return otherwise;
  }

  @Override
  public Node visitCast(Cast cast) {
    return cast(lower(cast.operand()), cast.type(), cast.nullOnFailure());
  }

  @Override
  public Node visitCall(Call call) {
    Node special = specialForms.lower(call);
    if (special != null) {
      return special;
    }
    return invoke(call.function(), lowerAll(call.operands()), call.type());
  }

  /** The call gives bytes, which alone may be NULL, and a second step makes the value of them. */
  private Node invokeUserFunction(String name, List<Node> operands, DataType type) {
    List<DataType> types = operands.stream().map(operand -> operand.type).toList();
    Implementation call = userFunctions.find(name).call(types, type);
    Implementation decoder = ResultBytes.decoder(ValueKind.of(type));
    if (decoder == null) {
      return shape.invoke(Node.Kind.INVOKE, type, operands, call);
    }
    Node bytes = shape.invoke(Node.Kind.INVOKE, DataTypes.VARBINARY, operands, call);
    return shape.invoke(Node.Kind.INVOKE, type, List.of(bytes), decoder);
  }

  /** Returns the call of a function that is NULL if an operand is. */
  Node invoke(String name, List<Node> operands, DataType type) {
    if (name.startsWith(FunctionSignature.JAVA_PREFIX)) {
      return invokeUserFunction(name, operands, type);
    }
    ScalarFunction function = FunctionRegistry.standard().find(name);
    if (function == null) {
      throw new QueryException(ErrorCode.UNKNOWN_FUNCTION, "Unknown function: name=" + name);
    }
    List<DataType> types = operands.stream().map(operand -> operand.type).toList();
    Implementation implementation = function.resolver().resolve(types, type);
    if (implementation == null || !accepts(implementation, operands, type)) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Function does not take these types: call="
              + types.stream()
                  .map(DataType::sqlName)
                  .collect(Collectors.joining(", ", name + "(", ")"))
              + ", result="
              + type.sqlName());
    }
    return shape.invoke(Node.Kind.INVOKE, type, operands, implementation);
  }

  Node cast(Node operand, DataType type, boolean nullOnFailure) {
    if (operand.type.equals(type)) {
      return operand;
    }
    if (operand.kind == Node.Kind.NULL || operand.type instanceof DataType.NullType) {
      return shape.constant(Literal.ofNull(type));
    }
    Implementation implementation = Casts.find(operand.type, type);
    if (implementation == null) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Unsupported cast: from=" + operand.type.sqlName() + ", to=" + type.sqlName());
    }
    Node.Kind kind =
        nullOnFailure && !implementation.total() ? Node.Kind.TRY_INVOKE : Node.Kind.INVOKE;
    return shape.invoke(kind, type, List.of(operand), implementation);
  }

  List<Node> lowerAll(List<Expression> expressions) {
    List<Node> lowered = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      lowered.add(lower(expression));
    }
    return lowered;
  }

  /** Returns the conjunction or disjunction of one or more conditions. */
  Node connect(Node.Kind kind, List<Node> operands) {
    List<Node> level = operands;
    while (level.size() > MAX_OPERANDS) {
      List<Node> parts = new ArrayList<>();
      for (int i = 0; i < level.size(); i += MAX_OPERANDS) {
        List<Node> part = level.subList(i, Math.min(level.size(), i + MAX_OPERANDS));
        parts.add(part.size() == 1 ? part.get(0) : shape.node(kind, DataTypes.BOOLEAN, part));
      }
      level = parts;
    }
    return level.size() == 1 ? level.get(0) : shape.node(kind, DataTypes.BOOLEAN, level);
  }

  private static boolean accepts(
      Implementation implementation, List<Node> operands, DataType type) {
    List<ValueKind> parameters = implementation.parameters();
    if (parameters.size() != operands.size() || implementation.result() != ValueKind.of(type)) {
      return false;
    }
    for (int i = 0; i < parameters.size(); i++) {
      ValueKind given = operands.get(i).valueKind;
      boolean widens = given == ValueKind.LONG && parameters.get(i) == ValueKind.INT128;
      if (given != parameters.get(i) && !widens) {
        return false;
      }
    }
    return true;
  }
}
