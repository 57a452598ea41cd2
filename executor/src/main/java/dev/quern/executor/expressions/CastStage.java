package dev.quern.executor.expressions;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.types.Field;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** A cast of a list, struct or map to a type with other values inside. */
final class CastStage implements NestedStage {
  private final NestedCast cast;
  private final int argument;
  private final Field output;

  /**
   * @param argument column of what is cast
   */
  CastStage(Cast cast, int argument, Field output, ExpressionCompiler compiler) {
    this.cast = NestedCasts.of(cast.operand().type(), cast.type(), cast.nullOnFailure(), compiler);
    this.argument = argument;
    this.output = output;
  }

  @Override
  public void run(
      Batch known, BufferAllocator allocator, List<FieldVector> vectors, List<FieldVector> made) {
    int rows = known.rowCount();
    FieldVector target = ArrowTypes.createVector(output, allocator);
    made.add(target);
    target.setInitialCapacity(rows);
    target.allocateNew();
    cast.convert(vectors.get(argument), rows, target, allocator);
    target.setValueCount(rows);
    vectors.add(target);
  }
}
