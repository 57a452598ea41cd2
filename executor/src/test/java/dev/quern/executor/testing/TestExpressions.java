package dev.quern.executor.testing;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.expressions.Predicate;
import dev.quern.executor.expressions.Projection;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Columns, literals, {@code equal} and {@code add} of whole numbers, row by row: enough for tests
 * of operators to need no compiler.
 */
public final class TestExpressions implements ExpressionCompiler {
  @Override
  public Predicate predicate(Expression condition, Schema input) {
    return (batch, selected) -> {
      int count = 0;
      for (int row = 0; row < batch.rowCount(); row++) {
        if (Boolean.TRUE.equals(evaluate(condition, batch, row))) {
          selected[count++] = row;
        }
      }
      return count;
    };
  }

  @Override
  public Projection projection(List<Expression> expressions, Schema input, Schema output) {
    return (batch, selected, count, allocator) ->
        project(expressions, output, batch, selected, count, allocator);
  }

  private static Batch project(
      List<Expression> expressions,
      Schema output,
      Batch batch,
      int @Nullable [] selected,
      int count,
      BufferAllocator allocator) {
    int rows = selected == null ? batch.rowCount() : count;
    List<FieldVector> vectors = new ArrayList<>();
    for (int column = 0; column < output.size(); column++) {
      FieldVector vector = ArrowTypes.createVector(output.field(column), allocator);
      for (int i = 0; i < rows; i++) {
        Object value = evaluate(expressions.get(column), batch, selected == null ? i : selected[i]);
        TestValues.set(vector, i, output.type(column), value);
      }
      vector.setValueCount(rows);
      vectors.add(vector);
    }
    return new Batch(output, vectors, rows);
  }

  private static @Nullable Object evaluate(Expression expression, Batch batch, int row) {
    if (expression instanceof ColumnReference column) {
      return TestValues.get(batch.vector(column.index()), row, column.type());
    }
    if (expression instanceof Literal literal) {
      return literal.value();
    }
    Call call = (Call) expression;
    Object left = evaluate(call.operands().get(0), batch, row);
    Object right = evaluate(call.operands().get(1), batch, row);
    if (left == null || right == null) {
      return null;
    }
    switch (call.function()) {
      case "equal":
        return left.equals(right);
      case "add":
        return (Long) left + (Long) right;
      default:
        throw new IllegalArgumentException("not in tests: " + call.function());
    }
  }
}
