package dev.quern.executor.expressions;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.NestedCopies;
import dev.quern.plan.expressions.Case;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;

/**
 * A CASE: each condition is computed for the rows that no condition before was true for, each value
 * for the rows that it is chosen for, so that what a condition guards against cannot fail.
 */
final class CaseStage implements NestedStage {
  /** The operands of CASE: condition, value, ..., otherwise. */
  private final List<Projection> operands = new ArrayList<>();

  private final Field output;

  /**
   * @param input the columns known before it
   */
  CaseStage(Case expression, Schema input, Field output, ExpressionCompiler compiler) {
    this.output = output;
    for (Expression operand : expression.operands()) {
      Schema schema = new Schema(List.of(new Field("value", operand.type(), true)));
      operands.add(compiler.projection(List.of(operand), input, schema));
    }
  }

  @Override
  public void run(
      Batch known, BufferAllocator allocator, List<FieldVector> vectors, List<FieldVector> made) {
    int rows = known.rowCount();
    FieldVector[] source = new FieldVector[rows];
    int[] place = new int[rows];
    int[] open = IntStream.range(0, rows).toArray();
    int last = operands.size() - 1;
    for (int i = 0; i < last && open.length > 0; i += 2) {
      BitVector condition = (BitVector) value(operands.get(i), known, open, allocator, made);
      int[] chosen = rowsWhere(condition, open, true);
      choose(operands.get(i + 1), known, chosen, allocator, made, source, place);
      open = rowsWhere(condition, open, false);
    }
    choose(operands.get(last), known, open, allocator, made, source, place);
    FieldVector target = ArrowTypes.createVector(output, allocator);
    made.add(target);
    target.setInitialCapacity(rows);
    target.allocateNew();
    for (int row = 0; row < rows; row++) {
      NestedCopies.copy(source[row], place[row], target, row);
    }
    target.setValueCount(rows);
    vectors.add(target);
  }

  /** Computes the value of some rows and notes where it is found. */
  private static void choose(
      Projection operand,
      Batch known,
      int[] rows,
      BufferAllocator allocator,
      List<FieldVector> made,
      FieldVector[] source,
      int[] place) {
    if (rows.length == 0) {
      return;
    }
    FieldVector values = value(operand, known, rows, allocator, made);
    for (int i = 0; i < rows.length; i++) {
      source[rows[i]] = values;
      place[rows[i]] = i;
    }
  }

  private static FieldVector value(
      Projection operand,
      Batch known,
      int[] rows,
      BufferAllocator allocator,
      List<FieldVector> made) {
    boolean areAll = rows.length == known.rowCount();
    FieldVector value =
        operand.project(known, areAll ? null : rows, rows.length, allocator).vector(0);
    made.add(value);
    return value;
  }

  /** Returns the rows for which the condition is true, or those for which it is not. */
  private static int[] rowsWhere(BitVector condition, int[] rows, boolean isTrue) {
    return IntStream.range(0, rows.length)
        .filter(i -> (!condition.isNull(i) && condition.get(i) != 0) == isTrue)
        .map(i -> rows[i])
        .toArray();
  }
}
