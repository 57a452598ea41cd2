package dev.quern.executor.expressions;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.nested.NestedFunctions;
import dev.quern.executor.expressions.nested.NestedKernel;
import dev.quern.executor.memory.NestedCopies;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Case;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Takes the calls with lists, structs and maps out of expressions: each becomes a column of its
 * own, computed before the rest, which then has flat values only and runs in fused loops.
 */
final class NestedStages {
  private final ExpressionCompiler compiler;
  private final List<Field> fields;
  private final List<NestedStage> stages = new ArrayList<>();

  NestedStages(Schema input, ExpressionCompiler compiler) {
    this.compiler = compiler;
    this.fields = new ArrayList<>(input.fields());
  }

  /** Returns whether any part of the expression, however deep it is, must be taken out. */
  static boolean isNeeded(Expression expression) {
    Deque<Expression> open = new ArrayDeque<>(List.of(expression));
    while (!open.isEmpty()) {
      Expression part = open.pop();
      if (isStage(part)) {
        return true;
      }
      part.operands().forEach(open::push);
    }
    return false;
  }

  private static boolean isStage(Expression expression) {
    return kernel(expression) != null
        || isConversion(expression)
        || (expression instanceof Case && expression.type().isNested());
  }

  private static @Nullable NestedKernel kernel(Expression expression) {
    boolean isNested = expression.type().isNested();
    if (expression instanceof Call call) {
      boolean takesNested = call.operands().stream().anyMatch(o -> o.type().isNested());
      return isNested || takesNested ? NestedFunctions.find(call.function()) : null;
    }
    if (expression instanceof Cast cast && isNested && isSameShape(cast.operand().type(), cast)) {
      return (call, arguments, row, target) ->
          NestedCopies.copy(arguments.get(0), row, target, row);
    }
    return isNested && expression instanceof Literal literal && literal.isNull()
        ? (call, arguments, row, target) -> NestedCopies.setNull(target, row)
        : null;
  }

  /** Returns whether values inside of lists, structs or maps change their type. */
  private static boolean isConversion(Expression expression) {
    return expression instanceof Cast cast
        && cast.type().isNested()
        && cast.operand().type().isNested()
        && !isSameShape(cast.operand().type(), cast);
  }

  /** Types whose names are the same differ in what may be null at most. */
  private static boolean isSameShape(DataType type, Cast cast) {
    return type.sqlName().equals(cast.type().sqlName());
  }

  /** A CASE without nested values before its first condition is decided is an ordinary one. */
  private static boolean isGuarding(Expression expression) {
    return expression instanceof Case
        && (expression.type().isNested()
            || expression.operands().stream().skip(1).anyMatch(NestedStages::isNeeded));
  }

  /** Returns the columns that rewritten expressions read. */
  Schema schema() {
    return new Schema(fields);
  }

  /** Returns the expression over {@link #schema()}. */
  Expression rewrite(Expression expression) {
    NestedKernel kernel = kernel(expression);
    if (kernel != null) {
      return stage(expression, kernel);
    }
    if (isConversion(expression)) {
      return conversion((Cast) expression);
    }
    if (expression instanceof Case branches && isGuarding(branches)) {
      Field output = nested(branches);
      stages.add(new CaseStage(branches, schema(), output, compiler));
      return append(output);
    }
    if (expression.operands().isEmpty()) {
      return expression;
    }
    return expression.withOperands(expression.operands().stream().map(this::rewrite).toList());
  }

  private Expression stage(Expression call, NestedKernel kernel) {
    check(call);
    List<Expression> operands = call.operands().stream().map(this::rewrite).toList();
    Schema before = schema();
    List<Integer> arguments = new ArrayList<>();
    List<Expression> flat = new ArrayList<>();
    for (Expression operand : operands) {
      if (operand instanceof ColumnReference column) {
        arguments.add(column.index());
      } else {
        arguments.add(fields.size());
        fields.add(new Field("argument" + fields.size(), operand.type(), true));
        flat.add(operand);
      }
    }
    Schema flatSchema = new Schema(fields.subList(before.size(), fields.size()));
    Projection projection = flat.isEmpty() ? null : compiler.projection(flat, before, flatSchema);
    Field output = nested(call);
    stages.add(new CallStage(projection, kernel, call, arguments, output));
    return append(output);
  }

  private Expression conversion(Cast cast) {
    ColumnReference argument = (ColumnReference) rewrite(cast.operand());
    Field output = nested(cast);
    stages.add(new CastStage(cast, argument.index(), output, compiler));
    return append(output);
  }

  private Field nested(Expression expression) {
    return new Field("nested" + fields.size(), expression.type(), true);
  }

  private Expression append(Field output) {
    fields.add(output);
    return ColumnReference.of(fields.size() - 1, output);
  }

  /** Refuses calls whose arguments could not be compared or copied as they are. */
  private static void check(Expression expression) {
    if (!(expression instanceof Call call)) {
      return;
    }
    List<DataType> types = call.operands().stream().map(Expression::type).toList();
    boolean fits =
        switch (call.function()) {
          case "list_concat",
              "equal",
              "not_equal",
              "less_than",
              "less_than_or_equal",
              "greater_than",
              "greater_than_or_equal",
              "is_distinct_from",
              "is_not_distinct_from" ->
              types.get(0).equals(types.get(1));
          case "list_contains", "list_position" ->
              types.get(0) instanceof DataType.ListType list
                  && isComparable(list.element(), types.get(1));
          case "item" ->
              types.get(0) instanceof DataType.MapType map
                  ? isComparable(map.key(), types.get(1))
                  : types.get(0) instanceof DataType.ListType
                      && types.get(1) instanceof DataType.IntegerType;
          default -> true;
        };
    if (!fits) {
      throw new QueryException(
          ErrorCode.TYPE_MISMATCH,
          "Types of arguments do not fit each other, cast one of them: function="
              + call.function()
              + ", types="
              + String.join(", ", types.stream().map(DataType::sqlName).toList()));
    }
  }

  private static boolean isComparable(DataType left, DataType right) {
    return left.equals(right) || (isPlainNumber(left) && isPlainNumber(right));
  }

  private static boolean isPlainNumber(DataType type) {
    return type instanceof DataType.IntegerType
        || type instanceof DataType.FloatType
        || type instanceof DataType.DoubleType;
  }

  /**
   * Returns the input with the columns of {@link #schema()}. Not to be closed: its first vectors
   * are the input's, the others are added to {@code made}, which the caller closes.
   */
  Batch extend(Batch input, BufferAllocator allocator, List<FieldVector> made) {
    List<FieldVector> vectors = new ArrayList<>(input.vectors());
    int rows = input.rowCount();
    for (NestedStage stage : stages) {
      Schema known = new Schema(fields.subList(0, vectors.size()));
      stage.run(new Batch(known, List.copyOf(vectors), rows), allocator, vectors, made);
    }
    return new Batch(schema(), vectors, rows);
  }
}
